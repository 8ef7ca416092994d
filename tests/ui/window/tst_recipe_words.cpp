#include "core/recipe/recipe.h"
#include "tests/support/test_main.h"
#include "ui/widgets/form/seed_field.h"
#include "ui/workspace/recipe_words.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include <limits>

using namespace diffuscope;
using namespace diffuscope::ui;

// Numbers that people meet again: exactly as they were, or refused by name.
class TestRecipeWords : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsNotTakenIsNamed()
    {
        using Refused = RefusedField;
        ReadRecipe read;
        QVERIFY(refusedWords(read).isEmpty() && newerWords(read).isEmpty());
        read.refused = {Refused{"eta", "1e+300", "a number from 0 to 1"}, Refused{"zeta", "3", ""}};
        QCOMPARE(refusedWords(read), (QStringList{QStringLiteral("eta = 1e+300, since it takes a number from 0 to 1"),
                                                  QStringLiteral("zeta, which this program does not know")}));
        read.refusedMore = 5;
        QCOMPARE(refusedWords(read).value(2), QStringLiteral("5 more fields"));
        read.version = "9.1.0";
        QVERIFY(newerWords(read).isEmpty());
        read.newer = true;
        QVERIFY(newerWords(read).contains(QStringLiteral("newer version of Diffuscope, 9.1.0")));
        const ReadRecipe flood = readRecipe("{\"process\":\"forward\",\"seed\":\"" + std::string(100000, 'x') + "\"}");
        QCOMPARE(refusedWords(flood).size(), 1);
        QVERIFY2(refusedWords(flood)[0].startsWith(QStringLiteral("seed = ")) && refusedWords(flood)[0].size() < 200,
                 qPrintable(refusedWords(flood)[0])); // a card has to hold it
    }

    void everySeedCanBeSeenAndTyped()
    {
        SeedField field(7);
        field.resize(240, 28);
        field.show();
        QVERIFY(QTest::qWaitForWindowExposed(&field));
        field.activateWindow();
        field.setFocus();
        QSignalSpy chosen(&field, &SeedField::valueChanged);
        auto* line = field.findChild<QLineEdit*>();
        field.setValue(9223372036854775813u);
        QCOMPARE(field.text(), QStringLiteral("9223372036854775813"));
        QVERIFY(chosen.isEmpty()); // nobody chose it
        QTest::keyClick(&field, Qt::Key_Up);
        QCOMPARE(field.value(), quint64(9223372036854775814u));
        QTest::keyClick(&field, Qt::Key_Down);
        QTest::keyClick(&field, Qt::Key_Down);
        QCOMPARE(field.value(), quint64(9223372036854775812u));
        QCOMPARE(chosen.count(), 3);

        field.selectAll();
        QTest::keyClicks(&field, QStringLiteral("18446744073709551615"));
        QCOMPARE(field.value(), std::numeric_limits<quint64>::max());
        for (const char* wrong : {"184467440737095516155", "-1", "1e5"}) { // seen and said, and no seed
            field.selectAll();
            QTest::keyClicks(&field, QLatin1String(wrong));
            QCOMPARE(field.text(), QLatin1String(wrong));
            QVERIFY(field.accessibleDescription().contains(QStringLiteral("18446744073709551615")));
            QTest::keyClick(&field, Qt::Key_Return);
            QVERIFY(field.accessibleDescription().isEmpty());
            QCOMPARE(field.text(), QString::number(field.value()));
        }
        field.selectAll();
        QTest::keyClicks(&field, QStringLiteral("18446744073709551615"));
        QTest::keyClick(&field, Qt::Key_Up); // no wrapping round to 0
        QCOMPARE(field.value(), std::numeric_limits<quint64>::max());

        field.selectAll();
        QTest::keyClick(&field, Qt::Key_Delete);
        QCOMPARE(field.value(), std::numeric_limits<quint64>::max()); // nothing is no seed
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(field.text(), QStringLiteral("18446744073709551615"));
        field.selectAll();
        QTest::keyClicks(&field, QStringLiteral("007"));
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(field.text(), QStringLiteral("7"));
        QTest::keyClick(&field, Qt::Key_PageDown);
        QCOMPARE(field.value(), quint64(0));

        field.setValue(9007199254740993u);
        field.selectAll();
        line->copy();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("9007199254740993"));
        QApplication::clipboard()->setText(QStringLiteral(" 9,007,199,254,740,995\n"));
        line->paste();
        QCOMPARE(field.value(), quint64(9007199254740995u));
    }
};

GUI_TEST_MAIN(TestRecipeWords)
#include "tst_recipe_words.moc"
