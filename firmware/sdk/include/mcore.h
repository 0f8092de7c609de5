/* The A core's hold on the microcontroller core, in the way of the part:
 *   SDK_MCORE_START_SRC     System Reset Controller, as Linux drivers/remoteproc/imx_rproc.c and U-Boot do it
 *   SDK_MCORE_START_SMC     a call of the secure firmware (TF-A, IMX_SIP_SRC), as Linux does it
 *   SDK_MCORE_RUNS_ALREADY  the M core boots first and the A core cannot hold it */
#ifndef SDK_MCORE_H
#define SDK_MCORE_H

#ifdef __cplusplus
extern "C" {
#endif

/* Releases the M core into the image whose vector table lies where it boots from. */
void mcore_start(void);
/* Puts the M core back into reset. */
void mcore_stop(void);

#ifdef __cplusplus
}
#endif

#endif
