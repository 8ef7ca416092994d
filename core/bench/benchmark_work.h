#pragma once
#include <functional>
#include <memory>
#include <string>

namespace diffuscope {

struct ModelSnapshot;
struct UNetConfig; // core/model/config/unet_config.h

// Something to measure: a step, and the seconds that its steps have waited for data so far.
class BenchmarkWork {
public:
    virtual ~BenchmarkWork() = default;
    virtual void step() = 0;
    virtual double waitedSeconds() const { return 0; }
};

// Why this program's trainer cannot train the network; empty when it can.
std::string cannotTrain(const UNetConfig& network, int side);

// One optimiser step of the real Trainer, on random pictures in memory.
std::unique_ptr<BenchmarkWork> trainingWork(const UNetConfig& network, int side, int batch,
                                            const std::string& precision);

// One evaluation of the network as sampling does it, without gradients, on noise.
std::unique_ptr<BenchmarkWork> samplingWork(std::shared_ptr<const ModelSnapshot> model, int side, int batch,
                                            const std::string& precision);

} // namespace diffuscope
