package org.gatun.test.evs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings of {@code observer.c} as a trace for the checker. */
final class ObservedTraceTest {
    private static final String ONE = """
        join
        view 1:11 - 1:11/1
        ring 1.8 1,2,3
        quorum 1.8 1 1,2,3
        view 1:11,2:22 - 2:22/1
        view 1:11,2:22,3:33 - 3:33/1
        send 0 a0
        taken
        got 3 33 0 c0
        got 1 11 0 a0
        send 1 a1
        refused
        view 1:11,2:22 3:33/3 -
        ring 1.c 1,2
        quorum 1.c 1 1,2
        send 1 a1
        taken
        got 2 22 0 b0
        got 1 11 1 a1
        settled
        """;
    private static final String TWO = """
        join
        view 1:11,2:22 - 2:22/1
        ring 1.8 1,2,3
        quorum 1.8 1 1,2,3
        view 1:11,2:22,3:33 - 3:33/1
        send 0 b0
        got 3 33 0 c0
        got 1 11 0 a0
        view 1:11,2:22 3:33/3 -
        ring 1.c 1,2
        quorum 1.c 1 1,2
        taken
        got 2 22 0 b0
        got 1 11 1 a1
        settled
        """;
    private static final String THREE_LOST_WITH_ITS_ENGINE = """
        join
        view 1:11,2:22,3:33 - 3:33/1
        ring 1.8 1,2,3
        quorum 1.8 1 1,2,3
        send 0 c0
        gone cpg_mcast_joined 2
        """;

    @TempDir
    private Path directory;

    private Report check(final String one, final String two, final String three) throws IOException {
        Files.writeString(directory.resolve("1-11.observed"), one);
        Files.writeString(directory.resolve("2-22.observed"), two);
        Files.writeString(directory.resolve("3-33.observed"), three);
        return checkWith(ToldByEngine.NOTHING);
    }

    @Test
    void shouldJudgeWhatClientsSeeAndNothingElse() throws IOException {
        final Report report = check(ONE, TWO, THREE_LOST_WITH_ITS_ENGINE);
        report.requireHeld();
        final Set<Property> judged = EnumSet.noneOf(Property.class);
        for (final Property property : Property.values()) {
            if (report.verdict(property) != Verdict.NOT_EXERCISED) {
                assertEquals(Verdict.HELD, report.verdict(property), property.toString());
                judged.add(property);
            }
        }
        assertEquals(EnumSet.range(Property.C1, Property.C8), judged);
    }

    @Test
    void shouldTakeSendForAcceptedWhenItsAnswerIsMissing() throws IOException {
        check(ONE, TWO, "join\nview 1:11,2:22,3:33 - 3:33/1\nring 1.8 1,2,3\nsend 0 c0\n").requireHeld();
        assertEquals(Set.of(Property.C6), check(ONE, TWO, THREE_LOST_WITH_ITS_ENGINE.replace("send 0 c0\n", "")).violated());
    }

    @Test
    void shouldTakeProcessForEndedWhenItsRecordingHasNoEnd() throws IOException {
        final String one = ONE.replace("got 2 22 0 b0\n", "got 2 22 0 b0\nview 1:11 2:22/5 -\n");
        check(one, TWO.replace("got 1 11 1 a1\nsettled\n", ""), THREE_LOST_WITH_ITS_ENGINE).requireHeld();
        assertTrue(check(one, TWO, THREE_LOST_WITH_ITS_ENGINE).violated().contains(Property.C2));
    }

    /** A recording that is not what its engine did must be found. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        got 3 33 0 c0;got 1 11 0 a0;         | got 1 11 0 a0;got 3 33 0 c0;   | C4
        got 3 33 0 c0;                       | ''                             | C5
        got 2 22 0 b0;                       | ''                             | C6
        got 2 22 0 b0;                       | got 2 22 0 b1;                 | C6
        got 1 11 1 a1;                       | got 1 11 1 a1;got 1 11 1 a1;   | C6
        view 1:11,2:22 3:33/3 -              | view 1:11,2:22,3:33 3:33/3 -   | C1,C7
        view 1:11,2:22 3:33/3 -              | view 1:11,2:22 3:33/2 -        | C2
        ring 1.c 1,2                         | ring 1.4 1,2                   | C8
        quorum 1.c 1                         | quorum 1.10 1                  | C8
        ring 1.c 1,2                         | ring 1.c 1                     | C7
        """)
    void shouldFindFalsifiedRecording(final String what, final String by, final String broken) throws IOException {
        final String falsified = TWO.replace(what.replace(';', '\n'), by.replace(';', '\n'));
        assertTrue(!falsified.equals(TWO), "nothing to falsify");
        final Report report = check(ONE, falsified, THREE_LOST_WITH_ITS_ENGINE);
        final Set<Property> expected = EnumSet.noneOf(Property.class);
        for (final String name : broken.split(",")) {
            expected.add(Property.valueOf(name));
        }
        assertEquals(expected, report.violated(), report.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        lost 1
        got 1 11 x 0
        got 1 11
        ring 1.8
        ring 18 1,2
        view 1:11 - 2/x
        send 1
        """)
    void shouldNameFileAndLineOfWhatIsNoEvent(final String line) throws IOException {
        final Path file = Files.writeString(directory.resolve("1-11.observed"), "join\n" + line + "\ntaken\n");
        final String message = assertThrows(IOException.class, () -> ObservedTrace.read(directory, "chaos")).getMessage();
        assertTrue(message.startsWith(file + ":"), message);
    }

    /** A process on node 1 that was there before process 2:22 joined, and got two messages of node 3, that both do not have. */
    private static String withMessages(final String before, final String messages) {
        return "join\n" + before + messages + "view 1:11,2:22 3:33/3 -\nring 1.c 1,2\nsettled\n";
    }

    private Report checkGap(final String ofOne, final String ofTwo) throws IOException {
        final String sent = "send 0 c0\ntaken\nsend 1 c1\ntaken\nsend 2 c2\ntaken\n";
        return check(withMessages("view 1:11,3:33 - 3:33/1\nring 1.4 1,3\nring 1.8 1,2,3\nview 1:11,2:22,3:33 - 2:22/1\n", ofOne),
            withMessages("view 1:11,2:22,3:33 - 2:22/1\nring 1.8 1,2,3\n", ofTwo),
            "join\nview 1:11,3:33 - 3:33/1\nring 1.8 1,2,3\nview 1:11,2:22,3:33 - 2:22/1\n" + sent + "gone cpg_dispatch 2\n");
    }

    @Test
    void shouldLetAClientLackWhatIsBeforeTheFirstMessageOfANodeThatItsNodeCameTo() throws IOException {
        assertEquals(Set.of(), checkGap("got 3 33 0 c0\ngot 3 33 1 c1\n", "got 3 33 1 c1\n").violated());
        assertEquals(Set.of(), checkGap("got 3 33 0 c0\n", "").violated());
    }

    @Test
    void shouldMissWhatIsBehindTheFirstMessageOfANode() throws IOException {
        assertEquals(EnumSet.of(Property.C5), checkGap("got 3 33 0 c0\ngot 3 33 1 c1\n", "got 3 33 0 c0\n").violated());
        assertEquals(EnumSet.of(Property.C5), checkGap("got 3 33 0 c0\ngot 3 33 2 c2\n", "got 3 33 0 c0\ngot 3 33 1 c1\ngot 3 33 2 c2\n").violated());
    }

    @Test
    void shouldNotJudgeAStepOfAClientThatWasNotToldOfAllDepartures() throws IOException {
        checkGap("got 3 33 0 c0\ngot 3 33 1 c1\n", "got 3 33 0 c0\n");
        assertEquals(Set.of(), checkWith(new ToldByEngine(Map.of(2, Set.of("1.c")), Map.of(), Set.of())).violated());
        assertEquals(EnumSet.of(Property.C5), checkWith(new ToldByEngine(Map.of(2, Set.of("1.8")), Map.of(), Set.of())).violated());
    }

    @Test
    void shouldNotJudgeWhatAClientLacksWhoseEngineInstalledARingBeforeItHadAll() throws IOException {
        checkGap("got 3 33 0 c0\ngot 3 33 1 c1\n", "got 3 33 0 c0\n");
        assertEquals(Set.of(), checkWith(new ToldByEngine(Map.of(), Map.of(2, Set.of("1.c")), Set.of())).violated());
        assertEquals(EnumSet.of(Property.C5), checkWith(new ToldByEngine(Map.of(), Map.of(2, Set.of("1.8")), Set.of())).violated());
        checkGhost("send 0 b0\ntaken\n", "got 2 22 0 b0\n");
        assertEquals(Set.of(), checkWith(new ToldByEngine(Map.of(), Map.of(3, Set.of("1.8")), Set.of())).violated());
        assertEquals(EnumSet.of(Property.C7), checkWith(new ToldByEngine(Map.of(), Map.of(1, Set.of("1.8")), Set.of())).violated());
    }

    private Report checkWith(final ToldByEngine engines) throws IOException {
        return Checker.check(ObservedTrace.read(directory, "chaos", engines));
    }

    /** The client of node 3, which came to the others, does not see that the one of node 2 leaves. */
    private Report checkGhost(final String sent, final String got) throws IOException {
        return check("join\nview 1:11,2:22 - 1:11/1\nring 1.4 1,2\nview 1:11,2:22,3:33 - 3:33/4\nring 1.8 1,2,3\n" + got
                + "view 1:11,3:33 2:22/2 -\nsettled\n",
            "join\nview 1:11,2:22 - 2:22/1\nring 1.4 1,2\nview 1:11,2:22,3:33 - 3:33/4\nring 1.8 1,2,3\n" + sent + got + "leave\n",
            "join\nview 3:33 - 3:33/1\nring 3.4 3\nview 1:11,2:22,3:33 - 1:11/4,2:22/4\nring 1.8 1,2,3\n" + got + "settled\n");
    }

    @Test
    void shouldLetAClientMissAChangeThatIsBeforeTheFirstMessageOfANodeThatItsNodeCameTo() throws IOException {
        assertEquals(Set.of(), checkGhost("", "").violated());
        assertEquals(EnumSet.of(Property.C7), checkGhost("send 0 b0\ntaken\n", "got 2 22 0 b0\n").violated());
    }

    /** corosync tells of the end of any process, also of one that has left with its node before. */
    @Test
    void shouldLetACorosyncTellOfTheEndOfAProcessThatWasNotToldOf() throws IOException {
        check("join\nview 1:11,2:22,3:33 - 3:33/1\nring 1.8 1,2,3\nview 1:11,2:22 3:33/3 -\nring 1.c 1,2\nview 1:11,2:22 3:33/5 -\nsettled\n",
            "join\nview 1:11,2:22,3:33 - 3:33/1\nring 1.8 1,2,3\nview 1:11,2:22 3:33/3 -\nring 1.c 1,2\nsettled\n",
            "join\nview 1:11,2:22,3:33 - 3:33/1\nring 1.8 1,2,3\n");
        assertEquals(Set.of(), checkWith(new ToldByEngine(Map.of(), Map.of(), Set.of(2, 3))).violated());
        assertEquals(EnumSet.of(Property.C1), checkWith(new ToldByEngine(Map.of(), Map.of(), Set.of(1))).violated());
    }

    @Test
    void shouldLetNoClientMissAChangeThatAGatunSent() throws IOException {
        checkGhost("", "");
        assertEquals(EnumSet.of(Property.C7), checkWith(new ToldByEngine(Map.of(), Map.of(), Set.of(2))).violated());
        assertEquals(Set.of(), checkWith(new ToldByEngine(Map.of(), Map.of(), Set.of(1, 3))).violated());
    }

    /** The client of node 3, which came to the others, does not see that another one of node 2 joins, or leaves and joins again. */
    private Set<Property> violatedBySecondClient(final boolean again, final String sent, final String got) throws IOException {
        final String joins = "view 1:11,2:22,2:23,3:33 - 2:23/1\n";
        final String leaves = "view 1:11,2:22,3:33 2:23/2 -\n";
        final String changes = again ? leaves + joins : joins + leaves;
        final String with = again ? "1:11,2:22,2:23" : "1:11,2:22";
        Files.writeString(directory.resolve("2-23.observed"), again
                ? "join\nview 1:11,2:22,2:23 - 2:23/1\nring 1.4 1,2\nview 1:11,2:22,2:23,3:33 - 3:33/4\nring 1.8 1,2,3\n" + got + "leave\njoin\n" + joins + "settled\n"
                : "join\nring 1.8 1,2,3\n" + joins + "leave\n");
        return check("join\nview " + with + " - 1:11/1\nring 1.4 1,2\nview " + with + ",3:33 - 3:33/4\nring 1.8 1,2,3\n" + got + changes + "settled\n",
            "join\nview " + with + " - 2:22/1\nring 1.4 1,2\nview " + with + ",3:33 - 3:33/4\nring 1.8 1,2,3\n" + sent + got + changes + "settled\n",
            "join\nview 3:33 - 3:33/1\nring 3.4 3\nview " + with + ",3:33 - 1:11/4,2:22/4" + (again ? ",2:23/4" : "") + "\nring 1.8 1,2,3\n" + got
                + (again ? joins : leaves) + "settled\n").violated();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLetViewsNotAddUpByWhatMayBeMissed(final boolean again) throws IOException {
        assertEquals(Set.of(), violatedBySecondClient(again, "", ""));
        assertTrue(violatedBySecondClient(again, "send 0 b0\ntaken\n", "got 2 22 0 b0\n").contains(Property.C1));
    }
}
