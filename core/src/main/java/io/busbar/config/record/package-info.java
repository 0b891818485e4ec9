/**
 * What makes of a plugin's configuration record an instance, a JSON Schema and a reference: {@link
 * io.busbar.config.record.RecordReader} reads the record into {@link io.busbar.config.record.Kind kinds}, each of which
 * can do all three. Internal.
 *
 * <p>By reflection alone, and without any cache: Jackson's would keep the record's class, and with it the plugin's class
 * loader, for ever. What is read from a record is dropped when the call returns.
 */
@NullMarked
package io.busbar.config.record;

import org.jspecify.annotations.NullMarked;
