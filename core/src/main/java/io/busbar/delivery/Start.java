package io.busbar.delivery;

import io.busbar.history.ResumeStatus;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream begins.
 *
 * @param position the number after which it reads on
 * @param status how a resume ended; null if it is none
 * @param missed how many entries may be missing at most; -1 if that is not known, or does not matter
 * @param lastValues whether the last values come first
 */
public record Start(long position, @Nullable ResumeStatus status, long missed, boolean lastValues) {}
