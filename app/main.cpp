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

#include <algorithm>
#include <clocale>
#include <cstdio>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>

using namespace diffuscope;

namespace {

const QCommandLineOption& timeStart()
{
    static const QCommandLineOption option("time-start", "Print how long the window took to come up, and quit.");
    return option;
}

const QCommandLineOption& timeWelcome()
{
    static const QCommandLineOption option("time-welcome",
                                           "Print how long a first start took to show a picture that moves, and quit.");
    return option;
}

void describe(QCommandLineParser& parser)
{
    parser.setApplicationDescription("Watch diffusion models work: forward noising, training, reverse sampling.");
    parser.addPositionalArgument("path", "A picture, a folder of pictures, or a model folder to open.", "[path]");
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOption(timeStart());
    parser.addOption(timeWelcome());
}

void nameProgram()
{
    QCoreApplication::setOrganizationName("diffuscope");
    QCoreApplication::setApplicationName("diffuscope");
    QCoreApplication::setApplicationVersion(DIFFUSCOPE_VERSION);
}

// What only prints needs no display.
bool asksForWords(int argc, char** argv)
{
    const std::string_view words[] = {"-v", "--version", "-h", "--help", "--help-all"};
    return std::any_of(argv + 1, argv + argc, [&words](const char* argument) {
        return std::find(std::begin(words), std::end(words), argument) != std::end(words);
    });
}

int run(QApplication& app)
{
    QCommandLineParser parser;
    describe(parser);
    parser.process(app);

    ui::applyAppearance(app, ui::Preferences::appearance());
    // A program without its icon is better than none.
    if (const auto error = attempt([] { QApplication::setWindowIcon(ui::programIcon()); }))
        std::fprintf(stderr, "diffuscope: %s\n", error->what());
    ui::Bridge bridge;
    const bool welcoming = !parser.isSet(timeStart()); // --time-start waits for the picture of Forward
    ui::MainWindow::prepare(bridge, welcoming);
    std::optional<ui::SheetLater> unstyled(app);
    ui::MainWindow window(bridge, ui::makeModes(bridge));
    std::unique_ptr<StartClock> clock;
    if (parser.isSet(timeStart()) || parser.isSet(timeWelcome()))
        clock = std::make_unique<StartClock>(window, parser.isSet(timeWelcome()));
    window.start(welcoming); // while the sheet is put on, the session opens what it names
    unstyled.reset();
    window.show();
    for (const QString& path : parser.positionalArguments())
        window.openPath(path);
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    if (asksForWords(argc, argv)) {
        QCoreApplication app(argc, argv);
        nameProgram();
        QCommandLineParser parser;
        describe(parser);
        parser.process(app); // prints, and ends the program
        return 0;
    }
    restartWithEarlySettings(argv);
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication app(argc, argv);
    std::setlocale(LC_NUMERIC, "C"); // numbers in files have a point, whatever the desktop's language
    nameProgram();
    QApplication::setApplicationDisplayName("Diffuscope");
    QGuiApplication::setDesktopFileName("org.diffuscope.Diffuscope");
    try {
        return run(app);
    } catch (const Error& error) {
        std::fprintf(stderr, "diffuscope: %s\n", error.what());
        return 1;
    }
}
