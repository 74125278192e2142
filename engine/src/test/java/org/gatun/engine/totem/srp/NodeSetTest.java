package org.gatun.engine.totem.srp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class NodeSetTest {
    @Test
    void shouldSortUnsigned() {
        final NodeSet set = of(List.of(-1, 5, Integer.MIN_VALUE, 1));
        set.sort();
        assertArrayEquals(new int[] {1, 5, Integer.MIN_VALUE, -1}, set.toArray());
        assertEquals("1 5 2147483648 4294967295", set.toString());
    }

    @Test
    void shouldRefuseMoreThanARingCanHave() {
        final NodeSet set = new NodeSet();
        for (int i = 0; i < NodeSet.MAX; i++) {
            assertTrue(set.add(i));
        }
        assertFalse(set.add(1000));
        final NodeSet more = of(List.of(1000, 1001));
        set.merge(more);
        assertEquals(NodeSet.MAX, set.size());
    }

    @Property
    void shouldBehaveLikeAnOrderedSet(@ForAll @Size(max = 12) final List<@IntRange(max = 15) Integer> first,
        @ForAll @Size(max = 12) final List<@IntRange(max = 15) Integer> second) {
        final Set<Integer> a = new LinkedHashSet<>(first);
        final Set<Integer> b = new LinkedHashSet<>(second);
        final NodeSet x = of(first);
        final NodeSet y = of(second);
        assertEquals(b.containsAll(a), x.isSubsetOf(y));
        assertEquals(a.equals(b), x.isEqualTo(y));
        final NodeSet difference = new NodeSet();
        difference.setDifference(x, y);
        final Set<Integer> left = new LinkedHashSet<>(a);
        left.removeAll(b);
        assertOrder(left, difference);
        x.merge(y);
        a.addAll(b);
        assertOrder(a, x);
    }

    private static void assertOrder(final Set<Integer> expected, final NodeSet actual) {
        assertArrayEquals(expected.stream().mapToInt(Integer::intValue).toArray(), actual.toArray());
    }

    private static NodeSet of(final List<Integer> ids) {
        final NodeSet set = new NodeSet();
        ids.forEach(set::add);
        return set;
    }
}
