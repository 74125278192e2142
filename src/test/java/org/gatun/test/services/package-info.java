/** Services of the engine that have no clients, on rings of both engines. */
package org.gatun.test.services;
