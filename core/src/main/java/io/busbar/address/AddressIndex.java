package io.busbar.address;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is registered for the patterns that match an address, without trying each pattern: a tree of segments.
 * Confined to one thread.
 */
final class AddressIndex<T> {

    private final Node<T> root = new Node<>();

    /** Registers {@code value}, of which there is at most one per pattern. */
    void put(AddressPattern pattern, T value) {
        Node<T> node = root;
        for (String segment : pattern.segments()) {
            node = node.childFor(segment);
        }
        node.value = value;
    }

    /** Forgets what is registered for {@code pattern}, and the branches that only it needed. */
    void remove(AddressPattern pattern) {
        remove(root, pattern.segments(), 0);
    }

    private static <T> void remove(Node<T> node, List<String> segments, int depth) {
        if (depth == segments.size()) {
            node.value = null;
            return;
        }
        Node<T> child = node.child(segments.get(depth));
        if (child != null) {
            remove(child, segments, depth + 1);
            if (child.value == null && child.isLeaf()) {
                node.removeChild(segments.get(depth));
            }
        }
    }

    boolean isEmpty() {
        return root.isLeaf();
    }

    /** Calls {@code action} with each value whose pattern matches. */
    void forEachMatch(String address, Consumer<T> action) {
        if (!isEmpty()) {
            visit(root, AddressPattern.split(address), 0, action);
        }
    }

    private static <T> void visit(Node<T> node, List<String> segments, int depth, Consumer<T> action) {
        if (depth == segments.size()) {
            call(node, action);
            return;
        }
        call(node.child(AddressPattern.REST), action);
        Node<T> any = node.child(AddressPattern.ONE);
        if (any != null) {
            visit(any, segments, depth + 1, action);
        }
        Node<T> exact = node.child(segments.get(depth));
        if (exact != null && exact != any) {
            visit(exact, segments, depth + 1, action);
        }
    }

    private static <T> void call(@Nullable Node<T> node, Consumer<T> action) {
        if (node != null && node.value != null) {
            action.accept(node.value);
        }
    }

    private static final class Node<T> {
        private @Nullable Map<String, Node<T>> children;
        private @Nullable T value;

        boolean isLeaf() {
            return children == null;
        }

        @Nullable Node<T> child(String segment) {
            return children == null ? null : children.get(segment);
        }

        Node<T> childFor(String segment) {
            if (children == null) {
                children = new HashMap<>(2);
            }
            return children.computeIfAbsent(segment, key -> new Node<>());
        }

        void removeChild(String segment) {
            if (children != null && children.remove(segment) != null && children.isEmpty()) {
                children = null;
            }
        }
    }
}
