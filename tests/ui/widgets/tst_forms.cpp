#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/form/param_form.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/form/seed_field.h"
#include "ui/widgets/form/segmented_control.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTest>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <vector>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

std::vector<ParamSpec> specs()
{
    using Kind = ParamSpec::Kind;
    return {{"size", "Image size", "Side in pixels.", Kind::Choice, std::string("32"), 0, 0, 4, {"32", "64"}},
            {"batch", "Batch", "Pictures a step.", Kind::Integer, 32LL, 1, 512, 0, {}},
            {"lr", "Learning rate", "Step of the optimiser.", Kind::Real, 0.0002, 0, 1, 6, {}},
            {"ema", "Keep EMA", "Averaged weights.", Kind::Toggle, true, 0, 0, 0, {}}};
}

} // namespace

// Fields, sections and cards.
class TestForms : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { setTheme(ThemeName::Paper); }
    void setTheme(ThemeName name) { applyTheme(*qobject_cast<QApplication*>(QApplication::instance()), name); }

    void formFoldsAwayWhatFewNeed()
    {
        std::vector<ParamSpec> all = specs();
        all[0].advanced = true;
        all[0].choices = {"model", "32", "64"};
        all[0].choiceNames = {"as the model", "32", "64"};
        all[0].initial = std::string("model");
        all.push_back({"curve", "Points", "A curve.", ParamSpec::Kind::Text, std::string("0:1 1:0"), 0, 0, 0, {}});
        ParamForm form;
        form.setSpecs(all);
        form.show();
        auto* size = form.findChild<QComboBox*>("size");
        auto* curve = form.findChild<QLineEdit*>("curve");
        auto* more = form.findChild<QAbstractButton*>("moreSettings");
        QVERIFY(size && curve && more);
        QVERIFY(!size->isVisible() && curve->isVisible());
        QTest::mouseClick(more, Qt::LeftButton);
        QVERIFY(size->isVisible());
        QCOMPARE(size->currentText(), QStringLiteral("as the model")); // a word for people, the value stays
        QCOMPARE(std::get<std::string>(form.values().at("size")), std::string("model"));
        QSignalSpy changes(&form, &ParamForm::valuesChanged);
        curve->setFocus();
        curve->selectAll();
        QTest::keyClicks(curve, "0:1 0.5:0.2 1:0");
        QCOMPARE(changes.count(), 0); // half a curve is none yet
        QTest::keyClick(curve, Qt::Key_Return);
        QCOMPARE(changes.count(), 1);
        QCOMPARE(std::get<std::string>(form.values().at("curve")), std::string("0:1 0.5:0.2 1:0"));
        form.setSpecs(all); // what was unfolded stays so
        QVERIFY(form.findChild<QComboBox*>("size")->isVisible());
    }

    void formRoundTrip()
    {
        ParamForm form;
        form.setSpecs(specs(), {{"batch", 64LL}});
        QCOMPARE(std::get<long long>(form.values()["batch"]), 64LL);
        QCOMPARE(std::get<double>(form.values()["lr"]), 0.0002);
        QCOMPARE(form.findChild<QDoubleSpinBox*>(QStringLiteral("lr"))->text(), QStringLiteral("0.0002"));
        QSignalSpy changed(&form, &ParamForm::valuesChanged);
        form.setValues({{"lr", 0.001}, {"size", std::string("64")}, {"ema", false}});
        QCOMPARE(changed.count(), 0);
        QCOMPARE(std::get<double>(form.values()["lr"]), 0.001);
        QCOMPARE(std::get<std::string>(form.values()["size"]), std::string("64"));
        QCOMPARE(std::get<bool>(form.values()["ema"]), false);
        form.findChild<QSpinBox*>(QStringLiteral("batch"))->setValue(100000); // held to its range
        QCOMPARE(std::get<long long>(form.values()["batch"]), 512LL);
        QCOMPARE(changed.count(), 1);
        validateParams(specs(), form.values());
        form.setLocked(true, QStringLiteral("while training"));
        QVERIFY(!form.findChild<QComboBox*>(QStringLiteral("size"))->isEnabled());
        QVERIFY(
            form.findChild<QComboBox*>(QStringLiteral("size"))->toolTip().contains(QStringLiteral("while training")));
        form.setSpecs({specs()[3]}); // another form in its place
        QCOMPARE(form.values().size(), std::size_t(1));
    }

    // Whoever scrolls an inspector changes nothing in it, chosen or not: the wheel is left to what is around.
    void wheelPassesOverFields()
    {
        setTheme(ThemeName::Paper);
        QScrollArea area;
        auto* column = new QWidget;
        auto* layout = new QVBoxLayout(column);
        auto* form = new ParamForm;
        form->setSpecs(specs());
        auto* slider = new QSlider(Qt::Horizontal);
        auto* seed = new SeedField(7);
        auto* editable = new QComboBox;
        editable->setEditable(true);
        editable->addItems({"16", "32", "64"});
        for (QWidget* part : {static_cast<QWidget*>(form), static_cast<QWidget*>(slider), static_cast<QWidget*>(seed),
                              static_cast<QWidget*>(editable)})
            layout->addWidget(part);
        layout->addSpacing(2000);
        area.setWidget(column);
        area.resize(400, 300);
        area.show();
        area.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&area));
        const auto values = form->values();
        int rolled = 0;
        for (QWidget* field : column->findChildren<QWidget*>()) {
            if (!qobject_cast<QAbstractSpinBox*>(field) && !qobject_cast<QComboBox*>(field) && field != slider)
                continue;
            field->setFocus();
            const QPointF at(5, 5);
            QWheelEvent wheel(at, field->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
            QApplication::sendEvent(field, &wheel);
            QVERIFY2(!wheel.isAccepted(), qPrintable(field->objectName())); // what is around may scroll
            ++rolled;
        }
        QVERIFY(rolled >= 6);
        QVERIFY(form->values() == values);
        QCOMPARE(slider->value(), 0);
        QCOMPARE(seed->value(), quint64(7));
        QCOMPARE(editable->currentIndex(), 0);
    }

    // Whatever the width: no word and no button of a card is cut, and a long list scrolls.
    void cardsAreNeverCut()
    {
        setTheme(ThemeName::Paper);
        QWidget window;
        auto* column = new QVBoxLayout(&window);
        auto* card = new NoticeCard(NoticeCard::Tone::Error, QStringLiteral("The last picture is not Gaussian yet"),
                                    QStringLiteral("77.6 % of the contrast is left in it, 0.2470 nat a value.\n"
                                                   "Choose another schedule."));
        const auto* first = card->addAction(QStringLiteral("Scale betas with T"));
        const auto* second = card->addAction(QStringLiteral("Zero terminal SNR"));
        column->addWidget(card);
        column->addStretch(1);
        const auto label = [&](const char* role) {
            for (QLabel* each : card->findChildren<QLabel*>())
                if (each->isVisible() && each->property("role") == QLatin1String(role))
                    return each;
            return static_cast<QLabel*>(nullptr);
        };
        window.show();
        for (const int width : {256, 288, 400, 700, 1100}) {
            window.resize(width, 500);
            QTRY_COMPARE(card->height(), card->heightForWidth(card->width()));
            for (const QWidget* button : {static_cast<const QWidget*>(first), static_cast<const QWidget*>(second)}) {
                const QRect place(button->mapTo(card, QPoint()), button->size());
                QVERIFY2(card->rect().contains(place), qPrintable(QString::number(width)));
                QVERIFY(button->width() >= button->sizeHint().width());
            }
            QVERIFY(!first->geometry().intersects(second->geometry()));
            for (const char* role : {"title", "secondary"}) {
                const QLabel* words = label(role);
                QVERIFY(words && words->height() >= words->heightForWidth(words->width()));
                QVERIFY(card->rect().contains(QRect(words->mapTo(card, QPoint()), words->size())));
            }
        }
        window.resize(300, 500);
        QStringList files;
        for (int k = 0; k < 40; ++k)
            files.append(QStringLiteral("%1.png: not an image").arg(k, 4, 10, QLatin1Char('0')));
        card->setText(QStringLiteral("40 unreadable files skipped"), files.join(u'\n'));
        QTRY_COMPARE(card->height(), card->heightForWidth(card->width()));
        QVERIFY(card->height() < 260);
        auto* area = card->findChild<QScrollArea*>();
        QTRY_VERIFY(area->verticalScrollBar()->maximum() > 300); // all of them can be reached
        card->setText(QStringLiteral("One unreadable file skipped"), {});
        QTRY_VERIFY(card->height() < 120);
    }

    // What wraps in a sidebar needs another height than its hint says: nothing is cut, and there are no gaps.
    void sectionsAreAsHighAsTheirWordsNeed()
    {
        setTheme(ThemeName::Paper);
        for (const auto policy : {QSizePolicy::Maximum, QSizePolicy::Fixed}) {
            QScrollArea area;
            area.setWidgetResizable(true);
            auto* inside = new QWidget;
            auto* column = new QVBoxLayout(inside);
            column->setContentsMargins(0, 0, 0, 0);
            column->setSpacing(0);
            QList<Section*> sections;
            for (const char* title : {"Dataset", "Preset", "Recording"}) {
                sections.append(new Section(QLatin1String(title)));
                sections.back()->setSizePolicy(QSizePolicy::Preferred, policy);
                column->addWidget(sections.back());
            }
            column->addStretch();
            auto* card = new NoticeCard(NoticeCard::Tone::Neutral, QStringLiteral("6 unreadable files skipped"), {});
            card->addAction(QStringLiteral("Show"));
            card->hide();
            sections[0]->body()->addWidget(new QLabel(QStringLiteral("mixed")));
            sections[0]->body()->addWidget(card);
            sections[1]->body()->addWidget(new QLabel(QStringLiteral("Quick")));
            auto* words = new WrappedLabel("caption");
            words->setWords(QStringLiteral("Every step of every picture is kept."));
            sections[2]->body()->addWidget(words);
            area.setWidget(inside);
            area.resize(304, 700);
            area.show();
            const auto stacked = [&] {
                int bottom = 0;
                for (const Section* section : sections) {
                    const bool wraps = section->layout()->hasHeightForWidth();
                    const int needed = wraps ? section->layout()->totalHeightForWidth(section->width())
                                             : section->layout()->totalSizeHint().height();
                    if (section->y() != bottom || section->height() != needed)
                        return false;
                    bottom = section->geometry().bottom() + 1;
                }
                return words->height() == words->heightForWidth(words->width());
            };
            QTRY_VERIFY(stacked());
            card->show();
            QTRY_VERIFY(stacked());
            card->setText(QStringLiteral("6 unreadable files skipped"),
                          QStringLiteral("a.png: empty\nb.png: cut short\nc.png: not an image\n"
                                         "d.html: not an image, and with a name that does not fit on one line\ne\nf"));
            QTRY_VERIFY(stacked());
            QCOMPARE(card->height(), card->heightForWidth(card->width()));
            words->setWords(QStringLiteral("51 frames of 16 pictures, 32 × 32 pixels: every step kept, 16 bits a "
                                           "value, states in 16 bits, predictions in 8, 14 MB."));
            QTRY_VERIFY(stacked());
            area.resize(360, 700);
            QTRY_VERIFY(stacked());
            card->hide();
            words->setWords(QStringLiteral("Nothing."));
            QTRY_VERIFY(stacked());
            QTRY_VERIFY(words->height() < 2 * QFontMetrics(words->font()).lineSpacing()); // one line again
        }
    }

    // "from the picture": until a seed is given, by whatever hand, even the one that it had before.
    void aSeedMayBeSomethingElse()
    {
        SeedField field(7);
        field.resize(200, 30);
        field.show();
        field.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&field));
        auto* line = field.findChild<QLineEdit*>();
        QSignalSpy chosen(&field, &SeedField::valueChanged);
        const auto words = QStringLiteral("from the picture");
        field.setInstead(words);
        QCOMPARE(line->text(), words);
        field.setFocus();
        field.clearFocus(); // looking does not change it
        QCOMPARE(line->text(), words);
        QVERIFY(field.saysInstead() && chosen.isEmpty());
        field.setFocus();
        QTRY_COMPARE(line->selectedText(), words);
        QTest::keyClicks(line, QStringLiteral("7"));
        QVERIFY(!field.saysInstead());
        QCOMPARE(chosen.count(), 1);
        field.setInstead(words);
        QTest::keyClick(&field, Qt::Key_Up);
        QCOMPARE(line->text(), QStringLiteral("8"));
        field.setInstead(words);
        field.setValue(8);
        QCOMPARE(line->text(), QStringLiteral("8"));
        QCOMPARE(chosen.count(), 2);
    }

    void segmentsByKeyAndMouse()
    {
        SegmentedControl control({{"a", "One", {}}, {"b", "Two", {}}, {"c", "Three", "more"}});
        control.resize(control.sizeHint());
        QSignalSpy changed(&control, &SegmentedControl::currentChanged);
        QTest::keyClick(&control, Qt::Key_Right);
        QCOMPARE(control.current(), QStringLiteral("b"));
        QTest::mouseClick(&control, Qt::LeftButton, {}, QPoint(10, 15));
        QCOMPARE(control.current(), QStringLiteral("a"));
        QCOMPARE(changed.count(), 2);
        control.setCurrent(QStringLiteral("c"));
        QCOMPARE(changed.count(), 2);
    }

    void sectionsFold()
    {
        Section section(QStringLiteral("Noise schedule"));
        auto* inside = new QLabel(QStringLiteral("inside"));
        section.body()->addWidget(inside);
        section.setNote(QStringLiteral("Linear"));
        section.show();
        QVERIFY(inside->isVisible());
        section.setOpen(false);
        QTRY_VERIFY(!inside->isVisible());
        section.setOpen(true);
        QTRY_VERIFY(inside->isVisible());
    }
};

GUI_TEST_MAIN(TestForms)
#include "tst_forms.moc"
