/** Pacemaker, unchanged, on rings of engines of both kinds. */
package org.gatun.test.pacemaker;
