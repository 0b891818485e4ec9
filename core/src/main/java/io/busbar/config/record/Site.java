package io.busbar.config.record;

/** Where a record's author finds a fault: one component of it. */
record Site(Class<?> type, String component) {

    /** Returns the fault that {@code sentence} tells, which says what to do instead. */
    IllegalArgumentException fault(String sentence) {
        return new IllegalArgumentException("record " + type.getName() + ", component " + component + ": " + sentence);
    }
}
