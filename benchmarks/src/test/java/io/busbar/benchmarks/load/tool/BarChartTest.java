package io.busbar.benchmarks.load.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.OptionalDouble;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class BarChartTest {

    @Test
    void drawsBarsAsHighAsTheirValuesAndLeavesOutWhatIsMissing() throws Exception {
        BarChart chart = new BarChart("a < b", List.of("one", "two"));
        chart.group("S1", List.of(OptionalDouble.of(2), OptionalDouble.of(1)));
        chart.group("S2", List.of(OptionalDouble.empty(), OptionalDouble.of(0.5)));
        Element svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(chart.svg())))
                .getDocumentElement();
        NodeList boxes = svg.getElementsByTagName("rect");
        // The background, a box for each kind, and the bars.
        assertThat(boxes.getLength()).isEqualTo(1 + 2 + 3);
        double highest = height(boxes, 3);
        assertThat(height(boxes, 4)).isEqualTo(highest / 2);
        assertThat(height(boxes, 5)).isEqualTo(highest / 4);
        assertThat(svg.getTextContent()).contains("a < b", "one", "two", "S1", "S2");
    }

    private static double height(NodeList boxes, int index) {
        return Double.parseDouble(((Element) boxes.item(index)).getAttribute("height"));
    }
}
