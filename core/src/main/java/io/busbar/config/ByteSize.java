package io.busbar.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: {@code 65536}, {@code 64KiB}, {@code 16MiB}, {@code 1GiB}. */
public final class ByteSize extends StdDeserializer<Long> {

    private static final long serialVersionUID = 1L;
    private static final Pattern TEXT = Pattern.compile("(\\d{1,12})\\s*(B|KiB|MiB|GiB)?");

    /** For Jackson. */
    public ByteSize() {
        super(Long.class);
    }

    /**
     * Returns the number of bytes that {@code text} means.
     *
     * @throws IllegalArgumentException if it means none
     */
    public static long parse(String text) {
        Matcher matcher = TEXT.matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a size such as 65536, 64KiB or 16MiB: \"" + text + "\"");
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        if (unit == null || unit.equals("B")) {
            return amount;
        }
        int shift =
                switch (unit) {
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    default -> 30;
                };
        if (amount > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("too large a size: \"" + text + "\"");
        }
        return amount << shift;
    }

    @Override
    public Long deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return parser.getLongValue();
        }
        String text = parser.getValueAsString();
        if (text == null) {
            throw new IllegalArgumentException("not a size such as 65536, 64KiB or 16MiB");
        }
        return parse(text);
    }
}
