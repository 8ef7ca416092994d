#pragma once
#include <QProcess>
#include <QString>
#include <QStringList>

// How diffuscope-cli ended and what it said, as the tests of the command line share it.
struct Outcome {
    int code = -1; // -1: it crashed, or didn't end
    QString out, err;
};

inline constexpr int kProgramTime = 400'000; // ms; a busy machine takes its time

inline Outcome outcomeOf(QProcess& process)
{
    const bool ended = process.waitForFinished(kProgramTime);
    if (!ended) {
        process.kill();
        process.waitForFinished();
    }
    Outcome outcome{ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                    QString::fromUtf8(process.readAllStandardOutput()),
                    QString::fromUtf8(process.readAllStandardError())};
    if (!ended)
        outcome.err += QStringLiteral("(it did not end by itself)");
    return outcome;
}

inline Outcome run(const QStringList& arguments)
{
    QProcess process;
    process.start(QStringLiteral(DIFFUSCOPE_CLI), arguments);
    return outcomeOf(process);
}

inline QString golden(const QString& name) { return QStringLiteral(DIFFUSCOPE_GOLDEN_DIR "/") + name; }
