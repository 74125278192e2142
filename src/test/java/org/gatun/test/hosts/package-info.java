/**
 * Test hosts: network namespaces of this machine, joined by a user-space switch that injects faults, or by a kernel bridge where
 * speed is measured. Needs root and {@code ip(8)}; see {@link org.gatun.test.hosts.Requirement}.
 */
package org.gatun.test.hosts;
