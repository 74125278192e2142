/**
 * {@code transport: knet}: frames go through libknet, which has links, encryption and compression on threads of its own. The ring's thread
 * hands frames over and takes them by one socket; libknet's threads call in only to ask where a message goes, and to leave notices.
 */
package org.gatun.engine.transport.knet;
