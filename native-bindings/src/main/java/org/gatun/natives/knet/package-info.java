/**
 * libknet 1.25: links that fail over between nodes, with encryption, compression and MTU discovery. Thin typed wrappers on what
 * jextract makes of {@code libknet.h}; see {@code native-bindings/src/jextract}.
 */
package org.gatun.natives.knet;
