package io.busbar.cluster;

import io.busbar.config.ConfigException;
import java.io.File;
import java.io.IOException;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** Finds what is no XML, and where: Hazelcast would say it on stderr, and not in which line. */
final class XmlSyntax {

    private XmlSyntax() {}

    /** Throws a {@link ConfigException} with the first fault of {@code file}. */
    static void check(File file) {
        try {
            SAXParserFactory parsers = SAXParserFactory.newInstance();
            parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            parsers.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            // Its default is to throw, and to be silent.
            parsers.newSAXParser().parse(file, new DefaultHandler());
        } catch (SAXParseException e) {
            throw new ConfigException(
                    "config", "\"" + file + "\" is no XML: line " + e.getLineNumber() + ": " + e.getMessage());
        } catch (SAXException | ParserConfigurationException | IOException e) {
            throw new ConfigException("config", "can't be read: \"" + file + "\": " + e.getMessage());
        }
    }
}
