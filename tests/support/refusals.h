#pragma once
#include "core/base/error.h"

#include <QTest>

#include <functional>
#include <string>

namespace diffuscope {

// What the user would read of an action that must fail; empty: it did not.
inline std::string messageOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

} // namespace diffuscope

#define EXPECT_REFUSED(work, words)                                                                                    \
    do {                                                                                                               \
        const auto message = diffuscope::messageOf([&] { work; });                                                     \
        QVERIFY2(message.find(words) != std::string::npos, message.empty() ? "nothing was thrown" : message.c_str());  \
    } while (false)
