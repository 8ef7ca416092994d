#pragma once
#include "app/cli/program.h"
#include "core/kernels/threads.h"

#include <QList>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryFile>

#include <cstdio>
#include <iostream>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

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

// In a process of its own that is forked from the test: it need not load the libraries again, which takes longer than
// most of what is asked. The test itself must not have used several threads of LibTorch.
inline Outcome run(const QStringList& arguments)
{
    QTemporaryFile out, err;
    if (!out.open() || !err.open())
        return {};
    QList<QByteArray> words{QByteArrayLiteral("diffuscope-cli")};
    for (const QString& argument : arguments)
        words << argument.toUtf8();
    std::vector<char*> pointers;
    for (QByteArray& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
        ::alarm(kProgramTime / 1000);
        ::dup2(out.handle(), STDOUT_FILENO);
        ::dup2(err.handle(), STDERR_FILENO);
        if (qEnvironmentVariable("OMP_NUM_THREADS") == QLatin1String("1")) // OpenMP has read it long ago
            diffuscope::kernels::configureThreads(1);
        const int code = diffuscope::cli::runProgram(int(words.size()), pointers.data());
        std::fflush(nullptr);
        std::cout.flush();
        ::_exit(code);
    }
    int state = 0;
    if (child < 0 || ::waitpid(child, &state, 0) != child)
        return {};
    const auto said = [](QTemporaryFile& file) {
        file.seek(0);
        return QString::fromUtf8(file.readAll());
    };
    return {WIFEXITED(state) ? WEXITSTATUS(state) : -1, said(out), said(err)};
}

// As people start it, with its launcher.
inline Outcome start(const QStringList& arguments)
{
    QProcess process;
    process.start(QStringLiteral(DIFFUSCOPE_CLI), arguments);
    return outcomeOf(process);
}

inline QString golden(const QString& name) { return QStringLiteral(DIFFUSCOPE_GOLDEN_DIR "/") + name; }
