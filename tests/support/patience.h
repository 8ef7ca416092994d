#pragma once
#include <QTest>

// Qt's QTRY_ macros give up after five seconds. On a machine that builds something else too that may be too little, and
// waiting for longer costs nothing where a test passes.
#undef QTRY_VERIFY
#undef QTRY_COMPARE
#define QTRY_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT((condition), 60'000)
#define QTRY_COMPARE(actual, expected) QTRY_COMPARE_WITH_TIMEOUT((actual), (expected), 60'000)
