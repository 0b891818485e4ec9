package io.busbar.config.record;

import io.busbar.plugin.config.Matches;
import io.busbar.plugin.config.Range;
import io.busbar.plugin.config.Size;
import java.lang.reflect.RecordComponent;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The constraints that a component is annotated with. Its type takes those that it heeds; the others are faults. */
final class Constraints {

    private final Site site;
    private @Nullable Range range;
    private @Nullable Size size;
    private @Nullable Matches matches;

    Constraints(Site site, RecordComponent component) {
        this.site = site;
        range = component.getAnnotation(Range.class);
        size = component.getAnnotation(Size.class);
        matches = component.getAnnotation(Matches.class);
    }

    private Constraints(Site site, @Nullable Matches matches) {
        this.site = site;
        this.matches = matches;
    }

    /** Returns what holds for what is in a list or map: the pattern if {@code isPatternTheirs}, else nothing. */
    Constraints inner(boolean isPatternTheirs) {
        Matches pattern = isPatternTheirs ? matches : null;
        matches = isPatternTheirs ? null : matches;
        return new Constraints(site, pattern);
    }

    /** Takes the range of whole numbers that lie between {@code lowest} and {@code highest} anyway. */
    Interval takeWholeRange(double lowest, double highest) {
        Interval taken = takeRange();
        if (Math.ceil(Math.max(lowest, taken.min())) > Math.floor(Math.min(highest, taken.max()))) {
            throw site.fault("its @Range allows no whole number of its type; widen it");
        }
        return taken;
    }

    Interval takeRange() {
        Range taken = range;
        range = null;
        if (taken == null) {
            return Interval.ALL;
        }
        boolean isSound = taken.min() <= taken.max()
                && taken.min() < Double.POSITIVE_INFINITY
                && taken.max() > Double.NEGATIVE_INFINITY;
        if (!isSound) {
            throw site.fault("its @Range allows no number; min must not be above max");
        }
        return new Interval(taken.min(), taken.max());
    }

    Count takeSize(Count.Unit unit) {
        Size taken = size;
        size = null;
        if (taken == null) {
            return Count.any(unit);
        }
        if (taken.min() < 0 || taken.min() > taken.max()) {
            throw site.fault("its @Size is wrong; min must not be below 0, nor above max");
        }
        return new Count(taken.min(), taken.max(), unit);
    }

    @Nullable Pattern takePattern() {
        Matches taken = matches;
        matches = null;
        if (taken == null) {
            return null;
        }
        try {
            // The schema's form of it must be sound as well; a comment at its end, say, makes it unsound.
            Pattern.compile(Scalars.anchored(taken.value()));
            return Pattern.compile(taken.value());
        } catch (PatternSyntaxException e) {
            throw site.fault("its @Matches must be a regular expression, but " + taken.value() + " has a fault: "
                    + e.getDescription());
        }
    }

    /** Refuses what the component's type has not taken. */
    void refuseRest() {
        if (range != null) {
            throw site.fault("@Range is for int, long and double; check other types in the record's constructor");
        }
        if (size != null) {
            throw site.fault("@Size is for String, List and Map; check other types in the record's constructor");
        }
        if (matches != null) {
            throw site.fault("@Matches is for String and List<String>; check other types in the record's constructor");
        }
    }
}
