package io.busbar.benchmarks.load.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class LineChartTest {

    private static final Offset<Double> PIXEL = Offset.offset(0.2);

    private final LineChart chart = new LineChart("a < b", List.of("one", "two"));

    @Test
    void drawsPointsAsHighAsTheirValuesAndLeavesOutWhatIsMissing() throws Exception {
        chart.point(0, "none", List.of(OptionalDouble.of(4), OptionalDouble.of(1)));
        chart.point(25, "some", List.of(OptionalDouble.of(2), OptionalDouble.empty()));
        chart.point(50, "half", List.of(OptionalDouble.of(0), OptionalDouble.of(3)));
        Element svg = svg();
        double[] heights = of(svg, "cy");
        // Of the first line three, of the second two.
        assertThat(heights).hasSize(5);
        assertThat(heights[1]).isCloseTo((heights[0] + heights[2]) / 2, PIXEL);
        assertThat(heights[0]).isLessThan(heights[2]);
        assertThat(heights[4]).isCloseTo(heights[2] + (heights[0] - heights[2]) * 3 / 4, PIXEL);
        double[] places = of(svg, "cx");
        assertThat(places[1]).isCloseTo((places[0] + places[2]) / 2, PIXEL);
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(svg.getTextContent()).contains("a < b", "one", "two", "none", "some", "half");
    }

    @Test
    void givesEachDecadeAsMuchRoomWhereValuesSpanDecades() throws Exception {
        for (int value = 1; value <= 10_000; value *= 10) {
            chart.point(value, String.valueOf(value), List.of(OptionalDouble.of(5.0 / value), OptionalDouble.empty()));
        }
        for (String along : List.of("cx", "cy")) {
            double[] at = of(svg(), along);
            double decade = at[1] - at[0];
            assertThat(decade).isPositive();
            for (int i = 1; i < at.length; i++) {
                assertThat(at[i] - at[i - 1]).isCloseTo(decade, PIXEL);
            }
        }
    }

    /** Before anything was measured, and where all values are the same, there is something to draw on. */
    @Test
    void isAPictureEvenOfNothing() throws Exception {
        assertThat(of(svg(), "cx")).isEmpty();
        chart.point(0, "0", List.of(OptionalDouble.of(0), OptionalDouble.empty()));
        assertThat(of(svg(), "cx")).containsExactly(Drawing.LEFT);
    }

    private Element svg() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(chart.svg())))
                .getDocumentElement();
    }

    private static double[] of(Element svg, String attribute) {
        NodeList circles = svg.getElementsByTagName("circle");
        return IntStream.range(0, circles.getLength())
                .mapToDouble(i -> Double.parseDouble(((Element) circles.item(i)).getAttribute(attribute)))
                .toArray();
    }
}
