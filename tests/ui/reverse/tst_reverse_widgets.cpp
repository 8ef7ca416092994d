#include "core/session/catalog.h"
#include "tests/journeys/workbench.h"
#include "ui/reverse/compare/compare_page.h"
#include "ui/reverse/compare/quality_panel.h"
#include "ui/reverse/sampler/class_tiles.h"
#include "ui/reverse/sampler/draw_panel.h"
#include "ui/reverse/sampler/recording_panel.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/reverse/sampler/sampler_tiles.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/segmented_control.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

ModelOpened digits(int classes = 3, bool guidable = true)
{
    ModelOpened model;
    model.path = "/runs/digits";
    model.channels = 3;
    model.side = 16;
    model.classes = classes;
    model.guidable = guidable;
    model.classNames = {"zero", "one"}; // one is left without a name
    model.betas = makeSchedule({}).betas();
    return model;
}

template <typename Widget> Widget* part(QWidget& widget, const char* name)
{
    return widget.findChild<Widget*>(QLatin1String(name));
}

} // namespace

// What the parts of Reverse show and ask for.
class TestReverseWidgets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*static_cast<QApplication*>(QApplication::instance()), ThemeName::Ink); }

    void settingsBecomeARequest()
    {
        SamplerPanel panel;
        panel.setModel(digits());
        panel.chooseSampler(QStringLiteral("ddim"));
        QSignalSpy changed(&panel, &SamplerPanel::changed);
        part<QSpinBox>(panel, "steps")->setValue(20);
        auto* spacing = part<QComboBox>(panel, "spacing");
        spacing->setCurrentIndex(spacing->findData(QStringLiteral("trailing")));
        part<QDoubleSpinBox>(panel, "eta")->setValue(0.5);
        part<QDoubleSpinBox>(panel, "guidance")->setValue(3);
        QVERIFY(changed.count() >= 4);
        const SampleRequest request = panel.request();
        QCOMPARE(request.sampler, std::string("ddim"));
        QCOMPARE(request.steps, 20);
        QCOMPARE(request.spacing, std::string("trailing"));
        QCOMPARE(std::get<double>(request.params.at("eta")), 0.5);
        QCOMPARE(request.guidanceScale, 3.0);
        QCOMPARE(request.count, 16);
        QVERIFY(request.classes.empty()); // in turn
    }

    void aRequestBecomesSettings()
    {
        SampleRequest wanted;
        wanted.sampler = "ddim";
        wanted.steps = 37;
        wanted.spacing = "linspace";
        wanted.params = {{"eta", 0.25}};
        wanted.seed = 18'446'744'073'709'551'615ULL; // every one of 64 bits
        wanted.count = 4;
        wanted.classes = {2};
        wanted.guidanceScale = 2.5;
        SamplerPanel panel;
        panel.setModel(digits());
        panel.setRequest(wanted);
        const SampleRequest got = panel.request();
        QCOMPARE(got.sampler, wanted.sampler);
        QCOMPARE(got.steps, wanted.steps);
        QCOMPARE(got.spacing, wanted.spacing);
        QCOMPARE(std::get<double>(got.params.at("eta")), 0.25);
        QCOMPARE(got.seed, wanted.seed);
        QCOMPARE(got.count, wanted.count);
        QCOMPARE(got.classes, wanted.classes);
        QCOMPARE(got.guidanceScale, wanted.guidanceScale);
    }

    void theModelDecidesWhatThereIsToChoose()
    {
        SamplerPanel panel;
        const auto shown = [&panel](const char* name) { return part<QWidget>(panel, name)->isVisibleTo(&panel); };
        panel.setModel(digits());
        QComboBox* classes = nullptr;
        for (QComboBox* box : panel.findChildren<QComboBox*>())
            if (box->findText(QStringLiteral("one")) >= 0)
                classes = box;
        QVERIFY(classes);
        QCOMPARE(classes->count(), 4);
        QCOMPARE(classes->itemText(3), QStringLiteral("Class 2"));
        QVERIFY(shown("guidance") && shown("classTiles") && !classes->isVisibleTo(&panel));
        part<QDoubleSpinBox>(panel, "guidance")->setValue(4);
        panel.setModel(digits(3, false)); // knows no "no class"
        QVERIFY(!shown("guidance") && shown("classTiles"));
        QCOMPARE(panel.request().guidanceScale, 1.0);           // what isn't shown isn't asked for
        panel.setModel(digits(ClassSamples::kMostClasses + 1)); // too many for tiles
        QVERIFY(!shown("classTiles") && classes->isVisibleTo(&panel));
        panel.setModel(digits(0, false));
        QVERIFY(!shown("classTiles") && !classes->isVisibleTo(&panel));
        QVERIFY(panel.request().classes.empty());
        ModelOpened quick = digits();
        quick.betas.resize(10);
        panel.setModel(quick);
        QCOMPARE(part<QSpinBox>(panel, "steps")->maximum(), 10);
        QVERIFY(panel.steps() <= 10);
    }

    void everyClassIsATile()
    {
        DrawPanel panel;
        panel.setModel(digits(9));
        panel.resize(304, 500);
        panel.show();
        auto* tiles = part<ClassTiles>(panel, "classTiles");
        auto* kind = part<SegmentedControl>(panel, "classKind");
        QCOMPARE(tiles->count(), 9);
        QCOMPARE(tiles->tile(1)->accessibleName(), QStringLiteral("one"));
        QVERIFY(panel.wantsSamples() && !tiles->tile(0)->hasPicture());
        panel.setSamples(std::vector<Image>(9, Image(3, 16, 16, 0.5f)));
        QVERIFY(!panel.wantsSamples() && tiles->tile(8)->hasPicture());
        QSignalSpy wanted(&panel, &DrawPanel::drawWanted), changed(&panel, &DrawPanel::changed);
        QTest::mouseClick(tiles->tile(2), Qt::LeftButton);
        SampleRequest request;
        panel.addTo(request);
        QCOMPARE(request.classes, std::vector<int>{2});
        QVERIFY(tiles->current() == 2 && tiles->tile(2)->isChecked() && kind->current() == QLatin1String("chosen"));
        QCOMPARE(wanted.count(), 1);
        QTest::mouseClick(tiles->tile(2), Qt::LeftButton); // once more: another drawing
        QCOMPARE(wanted.count(), 2);
        QVERIFY(tiles->tile(2)->isChecked());
        // Arrows go past tiles without drawing any; Tab comes to the one that is chosen.
        panel.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&panel));
        tiles->tile(2)->setFocus();
        QTest::keyClick(tiles->tile(2), Qt::Key_Down);
        QVERIFY(tiles->tile(6)->hasFocus());
        QTest::keyClick(tiles->tile(6), Qt::Key_Right);
        QTest::keyClick(tiles->tile(7), Qt::Key_Right);
        QTest::keyClick(tiles->tile(8), Qt::Key_Right); // the last
        QVERIFY(tiles->tile(8)->hasFocus());
        QCOMPARE(wanted.count(), 2);
        QTest::keyClick(tiles->tile(8), Qt::Key_Return);
        QCOMPARE(wanted.count(), 3);
        QVERIFY(tiles->tile(8)->isChecked() && !tiles->tile(2)->isChecked());
        QVERIFY(tiles->tile(8)->focusPolicy() & Qt::TabFocus && !(tiles->tile(2)->focusPolicy() & Qt::TabFocus));
        kind->choose(0); // one of each, which draws nothing by itself
        request.classes.clear();
        panel.addTo(request);
        QVERIFY(request.classes.empty() && tiles->current() == -1);
        QCOMPARE(wanted.count(), 3);
        QVERIFY(changed.count() >= 3);
    }

    void sliderAndFieldOfTheStepsAgree()
    {
        SamplerPanel panel;
        panel.setModel(digits());
        auto* slider = part<QSlider>(panel, "stepsSlider");
        slider->setValue(slider->minimum());
        QCOMPARE(panel.steps(), 1);
        slider->setValue(slider->maximum());
        QCOMPARE(panel.steps(), 1000);
        part<QSpinBox>(panel, "steps")->setValue(32); // the slider is logarithmic: the middle is the root of 1000
        QVERIFY(std::abs(slider->value() - slider->maximum() / 2) <= 1);
        QCOMPARE(panel.steps(), 32); // and the slider did not round it
    }

    void everySamplerHasATile()
    {
        SamplerTiles tiles;
        QSignalSpy chosen(&tiles, &SamplerTiles::currentChanged);
        QCOMPARE(tiles.current(), QStringLiteral("ddim"));
        for (const CatalogEntry& entry : samplers()) {
            auto* tile = part<QAbstractButton>(tiles, entry.id.c_str());
            QVERIFY2(tile && tile->toolTip() == QString::fromStdString(entry.about), entry.id.c_str());
            tile->click();
            QCOMPARE(tiles.current(), QString::fromStdString(entry.id));
        }
        const int told = int(chosen.count());
        part<QAbstractButton>(tiles, tiles.current().toLatin1().constData())->click(); // it is chosen
        QCOMPARE(int(chosen.count()), told);
        for (const CatalogEntry& entry : samplers()) { // in the panel it brings its own settings
            SamplerPanel panel;
            panel.setModel(digits());
            part<QAbstractButton>(panel, entry.id.c_str())->click();
            QCOMPARE(panel.request().sampler, entry.id);
            QCOMPARE(panel.request().params.size(), entry.params.size());
            QCOMPARE(panel.steps(), entry.defaultSteps > 0 ? entry.defaultSteps : 50);
        }
    }

    void samplesHaveNames()
    {
        ContactSheetView sheet;
        sheet.resize(300, 300);
        sheet.setTopAligned(true);
        sheet.setExpectedCount(4);
        const QRect before = sheet.cellRect(2);
        sheet.setNames({"zero, seed 7", "one, seed 8", "zero, seed 9", "one, seed 10"},
                       {"zero 7", "one 8", "zero 9", "one 10"});
        QCOMPARE(sheet.nameOf(1), QStringLiteral("one, seed 8"));
        QVERIFY(sheet.cellRect(2).top() - sheet.cellRect(0).bottom() > before.top() - before.bottom() &&
                sheet.cellRect(2).bottom() <= sheet.height()); // there is room for them
        QVERIFY(!sheet.grab().isNull());
        sheet.resize(80, 80); // too small to read anything
        QCOMPARE(sheet.cellRect(2).top() - sheet.cellRect(0).bottom(), 7);
    }

    void whatATrajectoryTakesIsTold()
    {
        RecordingPanel panel;
        QSignalSpy note(&panel, &RecordingPanel::noteChanged);
        auto* memory = part<QSpinBox>(panel, "trajectoryMemory");
        const auto words = [&panel] { return part<QLabel>(panel, "trajectoryText")->text(); };
        memory->setValue(512);
        QCOMPARE(words(), QStringLiteral("Every step of every picture is kept.")); // no model yet
        SampleRequest request;
        request.steps = 60;
        request.count = 16;
        panel.setNext(digits(), request);
        QVERIFY2(words().contains(QStringLiteral("61 frames of 16 pictures, 16 × 16 pixels")), qPrintable(words()));
        QVERIFY(words().contains(QStringLiteral("16 bits a value")));
        QVERIFY(note.last().first().toString().endsWith(QStringLiteral(" of 512 MB")));
        memory->setValue(3);
        QCOMPARE(panel.budget(), std::size_t(3'000'000));
        QVERIFY2(words().contains(QStringLiteral("8 bits a value")), qPrintable(words()));
        memory->setValue(1);
        QVERIFY2(words().contains(QStringLiteral("the limit is 1 MB")), qPrintable(words()));
        QCOMPARE(note.last().first().toString(), QStringLiteral("not enough"));
        memory->setValue(700);
        QCOMPARE(RecordingPanel().budget(), std::size_t(700'000'000)); // it is remembered
    }

    void qualityNeedsASetAndPictures()
    {
        QTemporaryDir folder;
        writePictures(folder.path(), 4);
        Bridge bridge;
        QualityPanel panel(bridge);
        auto* measure = part<QPushButton>(panel, "measure");
        const auto state = [&panel] { return part<QLabel>(panel, "qualityState")->text(); };
        QVERIFY(!measure->isEnabled());
        QVERIFY(state().startsWith(QStringLiteral("Open the dataset")));
        DatasetRequest request;
        request.source = folder.path().toStdString();
        request.side = 16;
        bridge.session().openDataset(request);
        QTRY_VERIFY_WITH_TIMEOUT(bridge.dataset().has_value(), 60'000);
        QVERIFY(!measure->isEnabled());
        QVERIFY2(state().startsWith(QStringLiteral("Generate at least 3 pictures")), qPrintable(state()));
        panel.setPictures(std::vector<Image>(4, Image(3, 8, 8, 0.0f)));
        QVERIFY2(state().contains(QStringLiteral("16 × 16 colour pictures, these are 8 × 8 colour")),
                 qPrintable(state()));

        std::vector<Image> pictures(bridge.dataset()->samples.begin(), bridge.dataset()->samples.begin() + 3);
        pictures.emplace_back(3, 16, 16, -1.0f);
        panel.setPictures(pictures);
        QVERIFY(measure->isEnabled() && state().isEmpty());
        QVERIFY(!panel.nearestTo(0));
        QSignalSpy measured(&panel, &QualityPanel::measured);
        measure->click();
        QVERIFY(state().startsWith(QStringLiteral("Measuring 4 pictures")));
        QCOMPARE(measure->text(), QStringLiteral("Cancel"));
        QTRY_COMPARE_WITH_TIMEOUT(measured.count(), 1, 60'000);
        QCOMPARE(measured.last().first().toInt(), 4);
        QVERIFY(part<QWidget>(panel, "qualityNumbers")->isVisibleTo(&panel));
        QVERIFY(!part<NumberLabel>(panel, "slicedWasserstein")->text().isEmpty());
        const auto verdict = [&panel] { return part<QLabel>(panel, "qualityVerdict")->text(); };
        panel.setSelected(0); // it is one of the set
        QVERIFY2(verdict().contains(QStringLiteral("nearly a copy. Distance 0.000")), qPrintable(verdict()));
        QCOMPARE(panel.nearestTo(0)->values, pictures[0].values);
        panel.setSelected(3);
        QVERIFY2(verdict().contains(QStringLiteral("not a copy. ")), qPrintable(verdict()));
        QVERIFY(!panel.nearestTo(4));

        panel.setPictures(pictures); // others: the numbers are not theirs
        QCOMPARE(measured.last().first().toInt(), 0);
        QVERIFY(!part<QWidget>(panel, "qualityNumbers")->isVisibleTo(&panel));
        QVERIFY(!panel.nearestTo(0));
    }

    void comparedPicturesAreChosenByName()
    {
        QStringList asked;
        ComparePage page([&asked](const QString& id) {
            asked << id;
            CompareView::Side side;
            side.image = Image(1, 4, 4, id == QLatin1String("now") ? 0.5f : 0.25f);
            return side;
        });
        auto* a = part<QComboBox>(page, "compareA");
        auto* b = part<QComboBox>(page, "compareB");
        page.setChoices({{QStringLiteral("now"), QStringLiteral("t = 5")},
                         {QStringLiteral("end"), QStringLiteral("Finished")},
                         {QStringLiteral("kept"), QStringLiteral("Kept")}});
        page.choose(QStringLiteral("kept"), QStringLiteral("now"));
        QCOMPARE(page.first(), QStringLiteral("kept"));
        QCOMPARE(b->currentText(), QStringLiteral("t = 5"));
        asked.sort();
        QCOMPARE(asked, (QStringList{QStringLiteral("kept"), QStringLiteral("now")}));
        part<QAbstractButton>(page, "compareSwap")->click();
        QCOMPARE(page.first() + page.second(), QStringLiteral("nowkept"));

        asked.clear(); // the time moves: names change, the choice stays
        page.setChoices({{QStringLiteral("now"), QStringLiteral("t = 4")},
                         {QStringLiteral("end"), QStringLiteral("Finished")},
                         {QStringLiteral("kept"), QStringLiteral("Kept")}});
        QCOMPARE(a->currentText(), QStringLiteral("t = 4"));
        QCOMPARE(page.second(), QStringLiteral("kept"));
        QVERIFY(asked.isEmpty()); // who changes the choices refreshes
        page.setChoices(
            {{QStringLiteral("end"), QStringLiteral("Finished")}, {QStringLiteral("now"), QStringLiteral("t = 4")}});
        QCOMPARE(page.first(), QStringLiteral("now"));
        QCOMPARE(page.second(), QStringLiteral("end")); // what was kept is gone

        QSignalSpy keep(&page, &ComparePage::keepRequested), closed(&page, &ComparePage::closed);
        auto* button = part<QAbstractButton>(page, "keepAsA");
        page.setKept(QStringLiteral("DDIM, 3 steps"));
        QVERIFY(button->toolTip().contains(QStringLiteral("DDIM, 3 steps")));
        button->click();
        part<QAbstractButton>(page, "compareClose")->click();
        QCOMPARE(keep.count(), 1);
        QCOMPARE(closed.count(), 1);
    }
};

OWN_SETTINGS_TEST_MAIN(TestReverseWidgets)
#include "tst_reverse_widgets.moc"
