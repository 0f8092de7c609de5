/* The A core's hold on the Cortex-M4 of the i.MX 8M Mini. */
#ifndef SDK_M4_H
#define SDK_M4_H

#ifdef __cplusplus
extern "C" {
#endif

/* Releases the M4 into the image whose vector table lies at the start of its TCML. */
void m4_start(void);
/* Puts the M4 back into reset. */
void m4_stop(void);

#ifdef __cplusplus
}
#endif

#endif
