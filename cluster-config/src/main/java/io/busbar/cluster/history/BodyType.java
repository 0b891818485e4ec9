package io.busbar.cluster.history;

/** The types of bodies, and of what JSON holds, as bytes before the value. Part of the format: none may change. */
final class BodyType {

    static final int NULL = 0;
    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int STRING = 3;
    static final int INTEGER = 4;
    static final int LONG = 5;
    static final int DOUBLE = 6;
    static final int FLOAT = 7;
    static final int SHORT = 8;
    static final int BYTE = 9;
    static final int BIG_INTEGER = 10;
    static final int BIG_DECIMAL = 11;
    static final int BUFFER = 12;
    static final int BYTES = 13;
    static final int OBJECT = 14;
    static final int ARRAY = 15;

    /** How deeply JSON may be nested: what writes it as text refuses more. */
    static final int MOST_LEVELS = 1_000;

    private BodyType() {}
}
