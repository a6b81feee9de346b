# SPDX-License-Identifier: Apache-2.0
# Qt's headers, read once for many sources: most of what it takes to compile a widget or a test is
# reading them. The broker's parts have none: their time is their own code's.
# ccache follows precompiled headers only when told to, and when the compiler lets it.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        ${CCACHE})
endif()

set(follow_precompiled $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>
                       "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>")

set(OTTLA_STD_HEADERS
    <algorithm> <array> <atomic> <chrono> <cstdint> <functional> <map> <memory> <mutex> <optional> <set>
    <span> <string> <string_view> <thread> <utility> <vector>)
set(OTTLA_CORE_HEADERS
    ${OTTLA_STD_HEADERS} <QAbstractTableModel> <QDateTime> <QFile> <QHash> <QJsonArray> <QJsonObject>
    <QLocale> <QObject> <QPointer> <QString> <QStringList> <QTimer>)
set(OTTLA_WIDGET_HEADERS
    ${OTTLA_CORE_HEADERS} <QApplication> <QCheckBox> <QComboBox> <QDialog> <QHeaderView> <QLabel> <QLineEdit>
    <QMenu> <QPainter> <QPushButton> <QTableView> <QToolButton> <QVBoxLayout>)

# ottla_precompile(TARGET HEADERS…): the target has a precompiled header of its own.
function(ottla_precompile target)
    target_precompile_headers(${target} PRIVATE ${ARGN})
    target_compile_options(${target} PRIVATE ${follow_precompiled})
endfunction()

# Qt tells each test its build folder by a macro, to find data beside its source; only with the same one, from
# which the compiler is run, can the tests of several folders share a precompiled header.
function(ottla_share_test_folder)
    get_target_property(definitions Qt6::Test INTERFACE_COMPILE_DEFINITIONS)
    list(FILTER definitions EXCLUDE REGEX QT_TESTCASE_)
    list(APPEND definitions "QT_TESTCASE_BUILDDIR=\"${PROJECT_BINARY_DIR}\"")
    set_target_properties(Qt6::Test PROPERTIES INTERFACE_COMPILE_DEFINITIONS "${definitions}")
endfunction()

# ottla_precompile_test(TARGET LIBRARIES…): the target shares its precompiled header with the other tests that
# link the same of Qt; what they link decides which of Qt's macros are defined.
function(ottla_precompile_test target)
    if(ui IN_LIST ARGN)
        set(kind widgets)
        set(headers ${OTTLA_WIDGET_HEADERS})
        set(libraries ui model)
    elseif(model IN_LIST ARGN)
        set(kind model)
        set(headers ${OTTLA_CORE_HEADERS})
        set(libraries model)
    elseif(Qt6::Network IN_LIST ARGN)
        return()
    else()
        set(kind core)
        set(headers ${OTTLA_CORE_HEADERS})
        set(libraries "")
    endif()
    set(owner tests_precompiled_${kind})
    if(NOT TARGET ${owner})
        add_executable(${owner} EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/tests/support/precompiled.cpp)
        target_link_libraries(${owner} PRIVATE ${libraries} qt_options Qt6::Test test_support)
        ottla_precompile(${owner} ${headers} <QSignalSpy> <QTemporaryDir> <QTest>)
    endif()
    target_precompile_headers(${target} REUSE_FROM ${owner})
    target_compile_options(${target} PRIVATE ${follow_precompiled})
endfunction()
