package org.gatun.tools.admin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Turns {@code corosync.xml} into the text of {@code corosync.conf}: each element below the root is a section, each attribute a key.
 * Text between elements is left out. Nothing outside the document is read. Used once, by one thread.
 */
final class XmlConfiguration extends DefaultHandler {
    private static final String ROOT = "corosync";
    private static final String NAMESPACE = "xmlns";
    private static final String NAMESPACE_PREFIX = "xmlns:";
    private static final String INDENT = "    ";

    private final StringBuilder text;
    private int depth;
    private boolean isTaken;

    private XmlConfiguration(final String title) {
        text = new StringBuilder(title);
    }

    /**
     * The text behind a first line; empty if the root is not {@code corosync} without a namespace.
     *
     * @throws SAXException the document is not well-formed or refers to another one
     */
    static byte[] convert(final Path file, final String title) throws IOException, SAXException {
        final XmlConfiguration configuration = new XmlConfiguration(title);
        try (InputStream in = Files.newInputStream(file)) {
            final SAXParserFactory factory = SAXParserFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.newSAXParser().parse(new InputSource(in), configuration);
        } catch (final ParserConfigurationException e) {
            throw new SAXException(e);
        }
        return configuration.isTaken ? configuration.text.append('\n').toString().getBytes(StandardCharsets.UTF_8) : new byte[0];
    }

    @Override
    public InputSource resolveEntity(final String publicId, final String systemId) throws SAXException {
        throw new SAXException("external entities are refused: " + systemId);
    }

    @Override
    public void startElement(final String uri, final String localName, final String name, final Attributes attributes) {
        if (depth == 0) {
            final String namespace = attributes.getValue(NAMESPACE);
            isTaken = ROOT.equals(name) && (namespace == null || namespace.isEmpty());
        } else {
            text.append("\n\n").append(INDENT.repeat(depth - 1)).append(name).append(" {");
        }
        for (int i = 0; i < attributes.getLength(); i++) {
            final String key = attributes.getQName(i);
            if (!NAMESPACE.equals(key) && !key.startsWith(NAMESPACE_PREFIX)) {
                text.append('\n').append(INDENT.repeat(depth)).append(key).append(": ").append(attributes.getValue(i));
            }
        }
        depth++;
    }

    @Override
    public void endElement(final String uri, final String localName, final String name) {
        depth--;
        if (depth > 0) {
            text.append('\n').append(INDENT.repeat(depth - 1)).append('}');
        }
    }
}
