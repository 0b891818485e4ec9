package io.busbar.testkit;

import io.busbar.plugin.Event;
import io.vertx.ext.auth.User;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events that a filter keeps from a reader are expected not to come. Those that fail are, if they may. */
@ExtendWith(QuietLog.class)
class AnonymousContractTest extends SampleContractTest {

    @Override
    protected List<Event> samples() {
        return List.of(
                super.samples().get(2),
                super.samples().get(0),
                super.samples().get(0).withBody("fail"));
    }

    @Override
    protected boolean mayFail(Event event) {
        return "fail".equals(event.body());
    }

    @Override
    protected User user() {
        return null;
    }
}
