package io.busbar.pipeline;

/** A passage whose event someone waits for: it knows when all that became of it is done with. */
public abstract class AwaitedPassage implements Passage {

    private int parts;
    private boolean lost;

    /** Creates one that is not on its way yet. */
    protected AwaitedPassage() {}

    /** Called once, when all parts have come out, were dropped, or were lost; {@code someLost} says whether some were. */
    protected abstract void done(boolean someLost);

    @Override
    public void lost(String address, int events) {
        lost = true;
        if (parts == 0) {
            done(true);
        }
    }

    @Override
    public final void begin() {
        parts++;
    }

    @Override
    public final void end() {
        if (--parts == 0) {
            done(lost);
        }
    }
}
