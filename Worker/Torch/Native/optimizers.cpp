// One step of an optimizer over all its parameters, in one pass over memory a parameter.
//
// The formulas are PyTorch's (torch/optim/*.py), for p the parameter, g its gradient, t the steps it has taken.
// Weight decay and the sign of `maximize` are always applied, as + 0 * p and 1 * g where they are off: exact, and
// without a branch in the loop. Buffers come as one list: buffer b of parameter i is at b * count + i.
#include "kernels.h"
#include "shim.h"

#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include <array>
#include <cmath>

namespace sweeps {
namespace {

/// What C# passes, in its order.
struct Adam {
    double lr, beta1, beta2, eps, weight_decay;
    int32_t decoupled, amsgrad, maximize;
};
struct Sgd {
    double lr, momentum, dampening, weight_decay;
    int32_t nesterov, maximize;
};
struct RmsProp {
    double lr, alpha, eps, weight_decay, momentum;
    int32_t centered, maximize;
};
struct Adagrad {
    double lr, lr_decay, weight_decay, eps;
};
struct Adadelta {
    double lr, rho, eps, weight_decay;
    int32_t maximize;
};

constexpr size_t most_buffers = 3;

/// n elements of a parameter, its gradient and its buffers; absent buffers are null.
template <class T>
struct Slice {
    T* __restrict p;
    const T* __restrict g;
    std::array<T*, most_buffers> buffer;
    int64_t n;
};

KERNEL_BODY void update(Slice<T> s, Adam o, int64_t t) {
    T* __restrict p = s.p;
    const T* __restrict gradient = s.g;
    T* __restrict m = s.buffer[0];
    T* __restrict v = s.buffer[1];
    T* __restrict top = s.buffer[2];
    const T sign = o.maximize ? -1 : 1;
    const T keep = o.decoupled ? 1 - o.lr * o.weight_decay : 1;
    const T decay = o.decoupled ? 0 : o.weight_decay;
    const T b1 = o.beta1, b2 = o.beta2, rest1 = 1 - o.beta1, rest2 = 1 - o.beta2, eps = o.eps;
    const T step = o.lr / (1 - std::pow(o.beta1, t));
    const T correction = std::sqrt(1 - std::pow(o.beta2, t));
    if (top) {
        for (int64_t i = 0; i < s.n; i++) {
            const T q = p[i] * keep;
            const T g = sign * gradient[i] + decay * q;
            m[i] = b1 * m[i] + rest1 * g;
            v[i] = b2 * v[i] + rest2 * g * g;
            top[i] = top[i] > v[i] ? top[i] : v[i];
            p[i] = q - step * (m[i] / (std::sqrt(top[i]) / correction + eps));
        }
    } else {
        for (int64_t i = 0; i < s.n; i++) {
            const T q = p[i] * keep;
            const T g = sign * gradient[i] + decay * q;
            m[i] = b1 * m[i] + rest1 * g;
            v[i] = b2 * v[i] + rest2 * g * g;
            p[i] = q - step * (m[i] / (std::sqrt(v[i]) / correction + eps));
        }
    }
}

KERNEL_BODY void update(Slice<T> s, Sgd o, int64_t t) {
    T* __restrict p = s.p;
    const T* __restrict gradient = s.g;
    T* __restrict velocity = s.buffer[0];
    const T sign = o.maximize ? -1 : 1;
    const T lr = o.lr, decay = o.weight_decay;
    if (!velocity) {
        for (int64_t i = 0; i < s.n; i++) {
            p[i] -= lr * (sign * gradient[i] + decay * p[i]);
        }
        return;
    }
    // The first velocity is the gradient itself, undampened.
    const T keep = t == 1 ? 0 : o.momentum, take = t == 1 ? 1 : 1 - o.dampening;
    const T own = o.nesterov ? 1 : 0, ahead = o.nesterov ? o.momentum : 1;
    for (int64_t i = 0; i < s.n; i++) {
        const T g = sign * gradient[i] + decay * p[i];
        velocity[i] = keep * velocity[i] + take * g;
        p[i] -= lr * (own * g + ahead * velocity[i]);
    }
}

KERNEL_BODY void update(Slice<T> s, RmsProp o, int64_t) {
    T* __restrict p = s.p;
    const T* __restrict gradient = s.g;
    T* __restrict square = s.buffer[0];
    T* __restrict velocity = s.buffer[1];
    T* __restrict mean = s.buffer[2];
    const T sign = o.maximize ? -1 : 1;
    const T lr = o.lr, decay = o.weight_decay, alpha = o.alpha, rest = 1 - o.alpha, eps = o.eps, momentum = o.momentum;
    for (int64_t i = 0; i < s.n; i++) {
        const T g = sign * gradient[i] + decay * p[i];
        square[i] = alpha * square[i] + rest * g * g;
        T spread = square[i];
        if (mean) {
            mean[i] = alpha * mean[i] + rest * g;
            spread -= mean[i] * mean[i];
        }
        const T step = g / (std::sqrt(spread) + eps);
        if (velocity) {
            velocity[i] = momentum * velocity[i] + step;
            p[i] -= lr * velocity[i];
        } else {
            p[i] -= lr * step;
        }
    }
}

KERNEL_BODY void update(Slice<T> s, Adagrad o, int64_t t) {
    T* __restrict p = s.p;
    const T* __restrict gradient = s.g;
    T* __restrict sum = s.buffer[0];
    const T decay = o.weight_decay, eps = o.eps;
    const T lr = o.lr / (1 + (t - 1) * o.lr_decay);
    for (int64_t i = 0; i < s.n; i++) {
        const T g = gradient[i] + decay * p[i];
        sum[i] += g * g;
        p[i] -= lr * (g / (std::sqrt(sum[i]) + eps));
    }
}

KERNEL_BODY void update(Slice<T> s, Adadelta o, int64_t) {
    T* __restrict p = s.p;
    const T* __restrict gradient = s.g;
    T* __restrict square = s.buffer[0];
    T* __restrict moved = s.buffer[1];
    const T sign = o.maximize ? -1 : 1;
    const T lr = o.lr, decay = o.weight_decay, rho = o.rho, rest = 1 - o.rho, eps = o.eps;
    for (int64_t i = 0; i < s.n; i++) {
        const T g = sign * gradient[i] + decay * p[i];
        square[i] = rho * square[i] + rest * g * g;
        const T delta = std::sqrt(moved[i] + eps) / std::sqrt(square[i] + eps) * g;
        moved[i] = rho * moved[i] + rest * delta * delta;
        p[i] -= lr * delta;
    }
}

#define FOR_OPTIMIZER(O)                                                                      \
    KERNEL void run(Slice<float> s, const O& o, int64_t t) { update<float>(s, o, t); }        \
    KERNEL void run(Slice<double> s, const O& o, int64_t t) { update<double>(s, o, t); }
FOR_OPTIMIZER(Adam)
FOR_OPTIMIZER(Sgd)
FOR_OPTIMIZER(RmsProp)
FOR_OPTIMIZER(Adagrad)
FOR_OPTIMIZER(Adadelta)
#undef FOR_OPTIMIZER

template <class Options>
void step(const Handle* parameters, int32_t count, const Handle* buffers, int32_t kinds, int64_t* steps, const Options& options) {
    const c10::AutoGradMode leaf(false);
    for (int32_t i = 0; i < count; i++) {
        auto& p = *parameters[i];
        if (!p.grad().defined()) {
            continue;
        }
        TORCH_CHECK(p.device().is_cpu() && p.is_contiguous(), "a fused step needs a contiguous parameter on the CPU, not on ", p.device());
        const auto g = p.grad().contiguous();
        const auto t = ++steps[i];
        AT_DISPATCH_FLOATING_TYPES(p.scalar_type(), "step", [&] {
            Slice<scalar_t> all{p.data_ptr<scalar_t>(), g.data_ptr<scalar_t>(), {}, p.numel()};
            for (int32_t b = 0; b < kinds; b++) {
                const auto* buffer = buffers[b * count + i];
                all.buffer[static_cast<size_t>(b)] = buffer ? buffer->data_ptr<scalar_t>() : nullptr;
            }
            at::parallel_for(0, all.n, 1 << 15, [&](int64_t first, int64_t last) {
                Slice<scalar_t> part{all.p + first, all.g + first, all.buffer, last - first};
                for (auto& buffer : part.buffer) {
                    buffer = buffer ? buffer + first : nullptr;
                }
                run(part, options, t);
            });
        });
    }
}

}  // namespace
}  // namespace sweeps

using namespace sweeps;

#define STEP(name, Options)                                                                                        \
    SHIM int32_t sw_##name(const Handle* parameters, int32_t count, const Handle* buffers, int32_t kinds,          \
                           int64_t* steps, const Options* options) {                                               \
        return act([&] { step(parameters, count, buffers, kinds, steps, *options); });                             \
    }
STEP(adam, Adam)
STEP(sgd, Sgd)
STEP(rmsprop, RmsProp)
STEP(adagrad, Adagrad)
STEP(adadelta, Adadelta)
