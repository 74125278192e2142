package org.gatun.client;

/**
 * An entry of an iteration over a map.
 *
 * @param type of its value, {@code null} for a number without a name
 * @param length of its value in bytes; in the map of statistics, the room that a text may take
 */
public record CmapKey(String name, CmapType type, long length) {
}
