/**
 * libnozzle 1.25: tap devices of the kernel, to carry Ethernet over a knet ring. A thin typed wrapper on what jextract makes of
 * {@code libnozzle.h}; see {@code native-bindings/src/jextract}.
 */
package org.gatun.natives.nozzle;
