package org.gatun.engine;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.WeakHashMap;
import org.gatun.engine.config.TotemParameters;

/** The direction of imports inside the engine, and what the protocol core must not touch so that it stays deterministic. */
@AnalyzeClasses(packages = "org.gatun.engine", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String CONFIG = "org.gatun.engine.config..";
    private static final String TOTEM = "org.gatun.engine.totem..";
    private static final String TRANSPORT = "org.gatun.engine.transport..";
    private static final String SERVICE = "org.gatun.engine.service..";
    private static final String RUNTIME = "org.gatun.engine.runtime..";

    private static final DescribedPredicate<JavaClass> CORE_MAY_USE = resideInAnyPackage(TOTEM, "java.lang", "java.lang.foreign",
        "java.lang.invoke", "java.lang.runtime", "java.util", "java.util.function", "java.nio", "java.nio.charset")
        .or(describe("the ring's parameters", type -> type.isEquivalentTo(TotemParameters.class)))
        .or(describe("arrays of primitives", type -> type.isArray() && type.getBaseComponentType().isPrimitive()))
        .or(describe("primitives", JavaClass::isPrimitive));

    @ArchTest
    static final ArchRule CORE_IS_PURE = classes().that().resideInAPackage(TOTEM).should().onlyDependOnClassesThat(CORE_MAY_USE);

    @ArchTest
    static final ArchRule CORE_STARTS_NOTHING_AND_DRAWS_NOTHING = noClasses().that().resideInAPackage(TOTEM).should()
        .dependOnClassesThat().belongToAnyOf(Thread.class, ThreadLocal.class, Runtime.class, ProcessBuilder.class, UUID.class,
            SplittableRandom.class, IdentityHashMap.class, WeakHashMap.class);

    @ArchTest
    static final ArchRule CORE_READS_NO_CLOCK_AND_NO_ENVIRONMENT = noClasses().that().resideInAPackage(TOTEM).should()
        .callMethodWhere(describe("owner is System, except for copies of arrays",
            (final JavaMethodCall call) -> call.getTargetOwner().isEquivalentTo(System.class) && !call.getName().equals("arraycopy")));

    @ArchTest
    static final ArchRule CORE_HAS_NO_COLLECTION_OF_RANDOM_ORDER = noClasses().that().resideInAPackage(TOTEM).should()
        .callMethodWhere(describe("owner is Set or Map and the order changes from run to run",
            (final JavaMethodCall call) -> (call.getTargetOwner().isEquivalentTo(Set.class)
                || call.getTargetOwner().isEquivalentTo(Map.class)) && Set.of("of", "ofEntries", "copyOf").contains(call.getName())));

    @ArchTest
    static final ArchRule CONFIG_USES_NO_OTHER_PART = noClasses().that().resideInAPackage(CONFIG).should()
        .dependOnClassesThat().resideInAnyPackage(TOTEM, TRANSPORT, SERVICE, RUNTIME);

    @ArchTest
    static final ArchRule TRANSPORT_KNOWS_NO_SERVICE = noClasses().that().resideInAPackage(TRANSPORT).should()
        .dependOnClassesThat().resideInAnyPackage(SERVICE, RUNTIME, "org.gatun.engine.totem.srp..", "org.gatun.engine.totem.pg..");

    @ArchTest
    static final ArchRule SERVICE_KNOWS_NO_SOCKET = noClasses().that().resideInAPackage(SERVICE).should()
        .dependOnClassesThat().resideInAnyPackage(TRANSPORT, RUNTIME);

    private ArchitectureTest() {
    }
}
