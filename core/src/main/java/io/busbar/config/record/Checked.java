package io.busbar.config.record;

import org.jspecify.annotations.Nullable;

/** A value that is right; to be made when everything beside it is found right too. */
interface Checked {

    /**
     * Makes the value: calls the constructors of records.
     *
     * @throws io.busbar.config.ConfigException if one of them throws
     */
    @Nullable Object make();
}
