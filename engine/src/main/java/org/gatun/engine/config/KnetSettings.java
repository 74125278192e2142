package org.gatun.engine.config;

/**
 * What the knet transport needs besides its links. Immutable.
 *
 * @param linkMode {@code passive}, {@code active} or {@code rr}
 * @param compressionModel {@code none} or a model of libknet
 * @param compressionThreshold bytes below which packets are left as they are, 0 = libknet's default
 * @param compressionLevel the model's own scale
 * @param pmtudInterval seconds between path MTU discoveries
 * @param mtu bytes, 0 = discovered
 * @param nozzle the network device over the ring's links, {@code null} = none
 */
public record KnetSettings(
    String linkMode,
    CryptoSettings crypto,
    String compressionModel,
    long compressionThreshold,
    int compressionLevel,
    long pmtudInterval,
    long mtu,
    NozzleSettings nozzle) {
}
