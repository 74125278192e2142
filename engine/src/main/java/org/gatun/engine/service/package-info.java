/**
 * The services and what they share: the exec message envelope, dispatch, synchronisation, library requests. They see the
 * ring only through {@link org.gatun.engine.totem.Groups} and clients only through {@link org.gatun.engine.service.ClientSession}.
 */
package org.gatun.engine.service;
