#include "app/cli/program.h"
#include "app/early_settings.h"

int main(int count, char** words)
{
    diffuscope::restartWithEarlySettings(words);
    return diffuscope::cli::runProgram(count, words);
}
