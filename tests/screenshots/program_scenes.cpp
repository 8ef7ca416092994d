// What belongs to no mode: the lecture room, the sheets, the search.
#include "tests/screenshots/scene_steps.h"

#include "ui/export/export_panel.h"
#include "ui/export/export_place.h"
#include "ui/export/export_tiles.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/sheets/sheet.h"

#include <QComboBox>
#include <QLabel>

#include <algorithm>

namespace diffuscope::ui {

namespace {

bool search(Stage& stage, const QString& typed)
{
    closeSheet(stage);
    stage.window().openCommandSearch();
    stage.type(typed);
    return true;
}

bool showInspector(Stage& stage)
{
    if (!stage.find<QWidget>("inspectors")->isVisible())
        stage.window().toggleInspector();
    return true;
}

// A film with words below, and one that has been written.
bool exportPlace(Stage& stage)
{
    closeSheet(stage);
    clearNotices(stage);
    ExportRequest written;
    written.format = "png";
    written.target = stage.file(QStringLiteral("castle-step-240.png")).toStdString();
    written.frames = {stage.forward().mix().state};
    stage.bridge().session().exportImages(written);
    stage.window().openExport();
    auto* place = stage.find<ExportPlace>("exportPlace");
    if (!place->panel())
        return false;
    place->panel()->setFormat(QStringLiteral("gif"));
    place->panel()->setParams({{"moments", 26LL}, {"caption", true}, {"equation", std::string("greek")}});
    const auto* preview = stage.find<ExportPreview>("exportPreview");
    const auto* summary = stage.find<QLabel>("exportSummary");
    return stage.waitFor([&] { return preview->pictureSize().height() > 200 && !summary->text().isEmpty(); });
}

} // namespace

// What a class sees; with the theme "paper-large" in the type that comes with it.
QList<Scene> lectureScenes()
{
    return {
        {"lecture",
         [](Stage& s) {
             clearNotices(s);
             s.forward().timeline()->setStep(240);
             s.window().setLecture(true);
             return clearNotices(s), true;
         },
         true},
        {"lecture-panel",
         [](Stage& s) {
             s.window().showPanel(QStringLiteral("Pixel values"));
             s.window().togglePointer();
             return true;
         }},
        {"lecture-export", // what a film will be, before it is written
         [](Stage& s) {
             s.window().showPanel(QStringLiteral("Export"));
             for (auto* format : s.window().findChildren<QComboBox*>(QStringLiteral("exportFormat")))
                 format->setCurrentIndex(format->findData(QStringLiteral("webp")));
             return s.waitFor([&s] {
                 const auto told = s.window().findChildren<QLabel*>(QStringLiteral("exportEstimate"));
                 return std::any_of(told.begin(), told.end(), [](const QLabel* each) { return each->isVisible(); });
             });
         }},
        {"forward-alone", // its inspector hidden
         [](Stage& s) {
             s.window().togglePointer();
             s.window().setLecture(false);
             return s.window().toggleInspector(), true;
         }},
    };
}

QList<Scene> sheetScenes()
{
    return {
        {"help",
         [](Stage& s) {
             clearNotices(s);
             s.forward().timeline()->setStep(240);
             return showInspector(s) && (s.window().openHelp(), true);
         },
         true},
        {"search", [](Stage& s) { return search(s, {}); }, true},
        {"search-typed", [](Stage& s) { return search(s, QStringLiteral("ope")); }},
        {"search-step", [](Stage& s) { return search(s, QStringLiteral("240")); }},
        {"settings", [](Stage& s) { return closeSheet(s), s.window().openSettings(), true; }, true},
        {"export-place", exportPlace, true},
        {"export-sheet",
         [](Stage& s) { // the list of exports, with one that is done
             s.key(Qt::Key_Escape);
             s.window().openExports();
             return true;
         }},
    };
}

} // namespace diffuscope::ui
