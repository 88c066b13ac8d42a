/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The TSC's frequency, measured at boot, and delays by it. boot/ only.
 */
#ifndef HV_CPU_TSC_H
#define HV_CPU_TSC_H

#include "hv/lib/types.h"

/* TSC frequency in kHz: CPUID's word if a measurement agrees within 1%, else what was measured. */
uint32_t tsc_measure(void);
/* Busy wait of @us microseconds. */
void tsc_delay(uint64_t us);

#endif
