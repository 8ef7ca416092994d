// The desktop program: one window, one session.
#include "app/early_settings.h"
#include "app/start_clock.h"
#include "core/base/error.h"
#include "core/base/worker.h"
#include "ui/modes/modes.h"
#include "ui/settings/preferences.h"
#include "ui/style/program_icon.h"
#include "ui/style/theme.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QCommandLineParser>

#include <clocale>
#include <cstdio>
#include <memory>

using namespace diffuscope;

namespace {

int run(QApplication& app)
{
    QCommandLineParser parser;
    parser.setApplicationDescription("Watch diffusion models work: forward noising, training, reverse sampling.");
    parser.addPositionalArgument("path", "A picture, a folder of pictures, or a model folder to open.", "[path]");
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption timeStart("time-start", "Print how long the window took to come up, and quit.");
    parser.addOption(timeStart);
    parser.process(app);

    ui::applyAppearance(app, ui::Preferences::appearance());
    // A program without its icon is better than none.
    if (const auto error = attempt([] { QApplication::setWindowIcon(ui::programIcon()); }))
        std::fprintf(stderr, "diffuscope: %s\n", error->what());
    ui::Bridge bridge;
    ui::MainWindow window(bridge, ui::makeModes(bridge));
    std::unique_ptr<StartClock> clock;
    if (parser.isSet(timeStart))
        clock = std::make_unique<StartClock>(window);
    window.show();
    window.start();
    for (const QString& path : parser.positionalArguments())
        window.openPath(path);
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    restartWithEarlySettings(argv);
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication app(argc, argv);
    std::setlocale(LC_NUMERIC, "C"); // numbers in files have a point, whatever the desktop's language
    QApplication::setOrganizationName("diffuscope");
    QApplication::setApplicationName("diffuscope");
    QApplication::setApplicationDisplayName("Diffuscope");
    QApplication::setApplicationVersion(DIFFUSCOPE_VERSION);
    QGuiApplication::setDesktopFileName("org.diffuscope.Diffuscope");
    try {
        return run(app);
    } catch (const Error& error) {
        std::fprintf(stderr, "diffuscope: %s\n", error.what());
        return 1;
    }
}
