# SPDX-License-Identifier: Apache-2.0
# project_options carries the language level, the warnings and the sanitizers; qt_options adds the
# strict Qt defines for the targets that use Qt.
add_library(project_options INTERFACE)
target_compile_features(project_options INTERFACE cxx_std_20)
target_compile_options(
    project_options
    INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor
              -Woverloaded-virtual -Wcast-qual -Wformat=2 -Wnull-dereference -Wundef
              -Wextra-semi -Wimplicit-fallthrough
              $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wduplicated-branches -Wlogical-op>
              $<$<BOOL:${OTTLA_WARNINGS_AS_ERRORS}>:-Werror>
              # They give false alarms deep inside the standard library under optimisation.
              $<$<CXX_COMPILER_ID:GNU>:-Wno-null-dereference -Wno-array-bounds>
              $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-restrict>)
target_compile_definitions(project_options INTERFACE OTTLA_VERSION="${PROJECT_VERSION}")
if(OTTLA_ASSERTIONS)
    target_compile_options(project_options INTERFACE -UNDEBUG)
    target_compile_definitions(project_options INTERFACE _GLIBCXX_ASSERTIONS)
endif()
if(OTTLA_SANITIZE)
    target_compile_options(project_options INTERFACE -fsanitize=${OTTLA_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(project_options INTERFACE -fsanitize=${OTTLA_SANITIZE})
    if(OTTLA_SANITIZE MATCHES thread)
        # Asio's fences stand beside locks that the sanitizer does see. Under it, GCC takes optional strings
        # for uninitialised.
        target_compile_options(project_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan -Wno-maybe-uninitialized>)
    endif()
endif()
if(OTTLA_FUZZ)
    target_compile_options(project_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

add_library(qt_options INTERFACE)
target_link_libraries(qt_options INTERFACE project_options)
target_compile_definitions(
    qt_options INTERFACE QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING
                         QT_NO_CAST_FROM_BYTEARRAY QT_NO_FOREACH QT_NO_KEYWORDS QT_STRICT_ITERATORS
                         QT_USE_QSTRINGBUILDER QT_DISABLE_DEPRECATED_BEFORE=0x060400)

# Headers are reached as <folder>/<header>. Each folder has an include root of its own in the build
# tree which holds a link to that folder and nothing else, so a target sees exactly the folders of
# the targets that it links: an include against the direction does not compile.
function(ottla_include_root target scope)
    get_filename_component(name ${CMAKE_CURRENT_SOURCE_DIR} NAME)
    set(root ${PROJECT_BINARY_DIR}/include/${target})
    file(MAKE_DIRECTORY ${root})
    file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${root}/${name} SYMBOLIC)
    target_include_directories(${target} ${scope} ${root})
endfunction()

add_custom_target(verify_headers COMMENT "Every header compiles on its own")

# Compiles each header of TARGET by itself when the target `verify_headers` is built.
function(_ottla_verify_headers target)
    get_target_property(sources ${target} SOURCES)
    get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
    set(units "")
    foreach(source IN LISTS sources)
        if(source MATCHES "\\.h$")
            string(MAKE_C_IDENTIFIER ${source} unit)
            set(unit ${CMAKE_CURRENT_BINARY_DIR}/headers/${unit}.cpp)
            file(CONFIGURE OUTPUT ${unit} CONTENT "#include \"${folder}/${source}\"\n")
            list(APPEND units ${unit})
        endif()
    endforeach()
    if(units)
        add_library(${target}_headers OBJECT EXCLUDE_FROM_ALL ${units})
        target_link_libraries(${target}_headers PRIVATE ${target} $<TARGET_PROPERTY:${target},LINK_LIBRARIES>)
        set_target_properties(${target}_headers PROPERTIES AUTOMOC OFF)
        add_dependencies(verify_headers ${target}_headers)
    endif()
endfunction()

# ottla_add_library(NAME SOURCES … PUBLIC … PRIVATE …): one static library for the current folder. With
# UNITY, and where OTTLA_UNITY asks for it, all sources are compiled as one: reading the same headers
# is most of what an unoptimised build does. Names of unnamed namespaces must then differ.
function(ottla_add_library name)
    cmake_parse_arguments(arg "QT;UNITY" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(${name} STATIC ${arg_SOURCES})
    ottla_include_root(${name} PUBLIC)
    target_link_libraries(${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
    if(arg_QT)
        target_link_libraries(${name} PRIVATE qt_options)
        set_target_properties(${name} PROPERTIES AUTOMOC ON)
    else()
        target_link_libraries(${name} PRIVATE project_options)
    endif()
    target_compile_features(${name} PUBLIC cxx_std_20)
    if(arg_UNITY AND OTTLA_UNITY)
        set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
    endif()
    _ottla_verify_headers(${name})
endfunction()

# Runs moc over SOURCE, which includes what that makes. AUTOMOC, which looks for such sources, takes three times
# as long for one, and compiles an empty file.
function(_ottla_moc_test target source)
    get_filename_component(stem ${source} NAME_WE)
    set(folder ${CMAKE_CURRENT_BINARY_DIR}/moc/${target})
    file(MAKE_DIRECTORY ${folder})
    qt_generate_moc(${source} ${folder}/${stem}.moc TARGET ${target})
    target_sources(${target} PRIVATE ${folder}/${stem}.moc)
    target_include_directories(${target} PRIVATE ${folder})
endfunction()

# It links a test in a tenth of the time; what is installed is linked by the system's own.
include(CheckLinkerFlag)
check_linker_flag(CXX -fuse-ld=mold OTTLA_HAVE_MOLD)

# ottla_add_test(NAME LABEL unit SOURCES … LIBRARIES … [GUI] [TIMEOUT s]): one Qt Test program.
# A QSKIP leaves the exit status at 0; run-test.sh turns it into 77, which CTest reports as skipped.
function(ottla_add_test name)
    cmake_parse_arguments(arg "GUI" "LABEL;TIMEOUT" "SOURCES;LIBRARIES;ENVIRONMENT" ${ARGN})
    if(NOT arg_SOURCES)
        set(arg_SOURCES ${name}.cpp)
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} qt_options Qt6::Test test_support)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin/tests)
    list(GET arg_SOURCES 0 main)
    _ottla_moc_test(${name} ${main})
    ottla_precompile_test(${name} ${arg_LIBRARIES})
    if(OTTLA_HAVE_MOLD)
        target_link_options(${name} PRIVATE -fuse-ld=mold)
    endif()
    add_test(NAME ${name} COMMAND ${PROJECT_SOURCE_DIR}/tests/support/run-test.sh $<TARGET_FILE:${name}>)
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABEL}" TIMEOUT ${arg_TIMEOUT}
                                            SKIP_RETURN_CODE 77)
    set(environment ${arg_ENVIRONMENT} "OTTLA_BROKER=${PROJECT_BINARY_DIR}/bin/ottla-broker")
    if(arg_GUI)
        list(APPEND environment "QT_QPA_PLATFORM=offscreen")
    endif()
    set_tests_properties(${name} PROPERTIES ENVIRONMENT "${environment}")
endfunction()
