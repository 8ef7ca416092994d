// The first page: while it draws, and at rest.
#include "tests/screenshots/stage.h"

#include "ui/reverse/reverse_workspace.h"

namespace diffuscope::ui {

namespace {

constexpr int kDrawn = 120'000; // ms

ReverseWorkspace* reverseIn(Stage& stage)
{
    return static_cast<ReverseWorkspace*>(stage.window().workspace(QStringLiteral("reverse")));
}

bool drawing(Stage& stage)
{
    stage.window().setMode(QStringLiteral("reverse"));
    reverseIn(stage)->welcome();
    stage.window().openModel(QStringLiteral("starter:digits"));
    const auto starts = [&] { return stage.bridge().model()->path == "starter:digits" && stage.bridge().sampling(); };
    const auto half = [&] { return reverseIn(stage)->fact(QStringLiteral("frame")).toInt() >= 25; };
    const bool begun = stage.waitFor(starts, kDrawn) && stage.waitFor(half, kDrawn);
    stage.bridge().session().pauseSampling();
    return begun;
}

bool drawn(Stage& stage)
{
    stage.bridge().session().resumeSampling();
    return stage.waitFor([&] { return !stage.bridge().sampling(); }, kDrawn);
}

} // namespace

QList<Scene> welcomeScenes() { return {{"welcome-drawing", drawing}, {"welcome", drawn, true}}; }

} // namespace diffuscope::ui
