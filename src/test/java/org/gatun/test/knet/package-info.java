/** Rings over knet, with C corosync and libknet as peers. */
package org.gatun.test.knet;
