# SPDX-License-Identifier: GPL-2.0-only
# A load of everything, for /judge/all.

judge "stress-ng" stress-ng --verify --temp-path /var/tmp --cpu 1 --cpu-ops 5 --vm 1 --vm-bytes 16m --vm-ops 200 \
	--hdd 1 --hdd-bytes 16m --hdd-ops 500 --timer 1 --timer-ops 1000 --pipe 1 --pipe-ops 5000 --fork 1 --fork-ops 50
