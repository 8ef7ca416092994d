#pragma once
#include "ui/bridge/bridge.h"
#include "ui/forward/forward_workspace.h"
#include "ui/window/main_window.h"

#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace diffuscope::ui {

// The real window with the real engine, for pictures of its states: settings and files are its own, nothing of the
// user's is read or changed.
class Stage {
public:
    Stage();
    ~Stage();
    MainWindow& window() { return *window_; }
    Bridge& bridge() { return *bridge_; }
    ForwardWorkspace& forward();
    QString file(const QString& name) const { return folder_.filePath(name); }
    template <typename Widget> Widget* find(const char* name) const
    {
        return window_->findChild<Widget*>(QLatin1String(name));
    }
    void start();                                                          // as the program does
    bool waitFor(const std::function<bool()>& condition, int ms = 60'000); // false: in vain
    void settle();                                                         // what is queued is done and painted
    void key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    void type(const QString& text); // into what has the focus

private:
    QTemporaryDir folder_;
    std::unique_ptr<Bridge> bridge_;
    std::unique_ptr<MainWindow> window_;
};

// One state of the program. Scenes come in order, and each starts from what the one before it left.
struct Scene {
    QString name;                      // of its pictures
    std::function<bool(Stage&)> setUp; // false: it could not be reached, which is an error
    bool quick = false;                // also with --quick
};
QList<Scene> scenes();

// Its parts, a file each.
QList<Scene> forwardScenes();
QList<Scene> lectureScenes();
QList<Scene> sheetScenes();
QList<Scene> trainScenes();
QList<Scene> reverseScenes(); // with a model that trainScenes() has trained
QList<Scene> editScenes();    // of Reverse's Edit, with a model open
QList<Scene> trialScenes();   // what is tried with a walk
QList<Scene> trainTroubleScenes();
QList<Scene> galleryScenes(); // of what was generated
QList<Scene> welcomeScenes(); // of the first page

} // namespace diffuscope::ui
