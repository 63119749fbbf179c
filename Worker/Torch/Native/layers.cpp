// What layers and losses compute beyond the operators.
#include "shim.h"

#include <ATen/ops/batch_norm.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/log_sigmoid.h>
#include <ATen/ops/mse_loss.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/stack.h>

#include <vector>

using namespace sweeps;

SHIM Handle sw_linear(Input x, Input weight, Input bias) {
    return make([&] { return at::linear(*x, *weight, optional(bias)); });
}

SHIM Handle sw_dropout(Input x, double p, int32_t training) {
    return make([&] { return at::dropout(*x, p, training != 0); });
}

SHIM Handle sw_log_sigmoid(Input x) { return make([&] { return at::log_sigmoid(*x); }); }

SHIM Handle sw_softplus(Input x, double beta, double threshold) {
    return make([&] { return at::softplus(*x, beta, threshold); });
}

SHIM Handle sw_batch_norm(Input x, Input weight, Input bias, Input mean, Input variance, int32_t training,
                          double momentum, double eps) {
    return make([&] {
        return at::batch_norm(*x, optional(weight), optional(bias), optional(mean), optional(variance),
                              training != 0, momentum, eps, /*cudnn_enabled=*/true);
    });
}

SHIM Handle sw_layer_norm(Input x, const int64_t* shape, int32_t rank, Input weight, Input bias, double eps) {
    return make([&] { return at::layer_norm(*x, sizes(shape, rank), optional(weight), optional(bias), eps); });
}

SHIM Handle sw_cross_entropy(Input x, Input target, Input weight, int64_t ignore_index, int64_t reduction,
                             double label_smoothing) {
    return make([&] {
        return at::cross_entropy_loss(*x, *target, optional(weight), reduction, ignore_index, label_smoothing);
    });
}

SHIM Handle sw_mse_loss(Input x, Input target, int64_t reduction) {
    return make([&] { return at::mse_loss(*x, *target, reduction); });
}

/// Scales the gradients so that their common norm is at most `most`, and writes the norm before.
SHIM int32_t sw_clip_grad_norm_(const Input* parameters, int32_t count, double most, double kind, double* norm) {
    return act([&] {
        std::vector<at::Tensor> gradients;
        std::vector<at::Tensor> norms;
        for (int32_t i = 0; i < count; i++) {
            if (const auto& g = parameters[i]->grad(); g.defined()) {
                gradients.push_back(g.detach());
                norms.push_back(gradients.back().norm(kind));
            }
        }
        *norm = norms.empty() ? 0 : at::stack(norms).norm(kind).item<double>();
        // PyTorch's own rule: the 1e-6 keeps a norm of 0 from dividing by 0.
        if (const auto scale = most / (*norm + 1e-6); scale < 1) {
            for (auto& g : gradients) {
                g.mul_(scale);
            }
        }
    });
}
