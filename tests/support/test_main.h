#pragma once
#include <QTest>

// A folder's test files are linked into one program, which saves most of the time that linking them one by one took.
// Each still runs by itself: `tests_core_base tst_worker [function]`; ctest has an entry for each file.
namespace diffuscope::tests {

using RunTest = int (*)(int count, char** words);

// Called while the program starts; `file` is the test's __FILE__, whose stem is its name.
bool addTest(const char* file, RunTest run);

} // namespace diffuscope::tests

// In the place of Qt's QTEST_GUILESS_MAIN and QTEST_MAIN.
#define TEST_MAIN_IN(Test, Application)                                                                                \
    static int run##Test(int count, char** words)                                                                      \
    {                                                                                                                  \
        Application application(count, words);                                                                         \
        Test test;                                                                                                     \
        return QTest::qExec(&test, count, words);                                                                      \
    }                                                                                                                  \
    static const bool added##Test = diffuscope::tests::addTest(__FILE__, run##Test);

#define TEST_MAIN(Test) TEST_MAIN_IN(Test, QCoreApplication)
#define GUI_TEST_MAIN(Test) TEST_MAIN_IN(Test, QApplication)
