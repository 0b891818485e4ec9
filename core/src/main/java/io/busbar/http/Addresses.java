package io.busbar.http;

/** What a client may name as an address. */
final class Addresses {

    private static final int LONGEST = 255;

    private Addresses() {}

    /**
     * Returns {@code address}.
     *
     * @throws Problem 400 if it is empty, too long, or holds control characters
     */
    static String checked(String address) {
        if (address.isEmpty()) {
            throw Problem.of(400, "an address must not be empty");
        }
        if (address.length() > LONGEST) {
            throw Problem.of(400, "an address must not be longer than " + LONGEST + " characters");
        }
        if (address.chars().anyMatch(Character::isISOControl)) {
            throw Problem.of(400, "an address must not hold control characters");
        }
        return address;
    }
}
