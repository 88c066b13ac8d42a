# SPDX-License-Identifier: GPL-2.0-only
# Judges of the card, for /judge/all.

offloads() {
	local bad=0 tx sg tso gso gro on
	. /judge/transfer.sh
	for tx in on off; do for sg in on off; do for tso in on off; do for gso in on off; do for gro in on off; do
		on="tx $tx sg $sg tso $tso gso $gso gro $gro"
		ethtool -K eth0 $on || bad=1
		[ "$(fetched)" = "$came" ] || { echo "$on: came wrong"; bad=1; }
		[ "$(sent)" = "$sum" ] || { echo "$on: went wrong"; bad=1; }
	done; done; done; done; done
	ethtool -K eth0 tx on sg on tso on gso on gro on
	return $bad
}

judge "iperf3-out" iperf3 -c 10.77.0.1 -n 32M
judge "iperf3-in" iperf3 -c 10.77.0.1 -n 32M -R
judge "iperf3-both-four-streams" iperf3 -c 10.77.0.1 -n 4M -P 4 --bidir
judge "iperf3-UDP" iperf3 -c 10.77.0.1 -u -b 50M -n 2M
judge "nuttcp-out" nuttcp -t -n32m 10.77.0.1
judge "nuttcp-in" nuttcp -r -n32m 10.77.0.1
judge "ethtool -t" ethtool -t eth0
judge "offloads" offloads
