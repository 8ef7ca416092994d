#include "ui/reverse/copying/nearest_words.h"

#include "ui/style/theme.h"

#include <QCoreApplication>

namespace diffuscope::ui {

namespace {

constexpr double kNearlyACopy = 0.5; // of the usual distance

struct NearestWords {
    Q_DECLARE_TR_FUNCTIONS(NearestWords)
};

} // namespace

QString timesUsual(double distance, double usual)
{
    return usual > 0 ? NearestWords::tr("%1 ×").arg(number(distance / usual, 2)) : QString();
}

QString nearestNumbers(double distance, double usual)
{
    return NearestWords::tr("Distance %1, usual %2 (RMS of values in [−1, 1]).")
        .arg(number(distance, 3), number(usual, 3));
}

QString nearestVerdict(double distance, double usual)
{
    if (usual <= 0)
        return NearestWords::tr("Most pictures of this set are there twice, so no distance is usual. The nearest "
                                "training picture is %1 away.")
            .arg(number(distance, 3));
    const QString times = timesUsual(distance, usual);
    return distance < kNearlyACopy * usual
               ? NearestWords::tr("The nearest training picture is only %1 as far as neighbours in the set usually "
                                  "are: nearly a copy.")
                     .arg(times)
               : NearestWords::tr("The nearest training picture is %1 as far as neighbours in the set usually are: "
                                  "not a copy.")
                     .arg(times);
}

} // namespace diffuscope::ui
