// Binary cross-entropy from logits, its value and its gradient in one pass over the cells.
//
// For a logit z, a target y in [0, 1] and a weight w of ones (pos_weight), with e = exp(-|z|):
//     sp(-z) = -log sigmoid(z) = max(-z, 0) + log(1 + e)
//     l      = (1 - y) z + (1 + (w - 1) y) sp(-z)
//     dl/dz  = (1 - y) sigmoid(z) - w y sigmoid(-z)
// The two sigmoids are 1 / (1 + e) and e / (1 + e): neither is taken from 1, so that small gradients keep their digits.
// ATen computes the value and the gradient apart, in a pass over memory an operation.
#include "kernels.h"
#include "shim.h"

#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>
#include <ATen/ops/binary_cross_entropy_with_logits.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/scalar_tensor.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <vector>

namespace sweeps {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// exp(x) for x <= 0, within 2 ulp: 2^n times the Taylor series of the rest, which is below log(2) / 2.
/// Below -87 it stays at exp(-87), 1.6e-38, the last that is not subnormal.
[[gnu::always_inline]] inline float exp_of(float x) {
    constexpr float round = 12582912.f;  // 1.5 * 2^23: adding it rounds to an integer in the low bits
    x = x < -87.f ? -87.f : x;
    const float shifted = x * 1.44269504f + round;
    const float n = shifted - round;
    const float r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
    const float series =
        1.f + r * (1.f + r * (0.5f + r * (1.f / 6 + r * (1.f / 24 + r * (1.f / 120 + r * (1.f / 720 + r / 5040))))));
    int32_t bits, power;
    std::memcpy(&bits, &series, sizeof bits);
    std::memcpy(&power, &shifted, sizeof power);
    bits += power << 23;
    float result;
    std::memcpy(&result, &bits, sizeof result);
    return result;
}
[[gnu::always_inline]] inline double exp_of(double x) { return std::exp(x); }

/// log(1 + e) for e in [0, 1], within 2 ulp: 2 artanh(s) for s = e / (2 + e), which is at most 1/3.
[[gnu::always_inline]] inline float log1p_of(float e) {
    const float s = e / (2.f + e), q = s * s;
    return 2.f * s *
           (1.f + q * (1.f / 3 + q * (1.f / 5 + q * (1.f / 7 + q * (1.f / 9 + q * (1.f / 11 + q * (1.f / 13 + q / 15)))))));
}
[[gnu::always_inline]] inline double log1p_of(double e) { return std::log1p(e); }

/// Sums run over this many cells at a time, in this many lanes, whatever the processor and the number of threads: so
/// they round alike everywhere.
constexpr int64_t most_cells = 1 << 11;
constexpr int64_t lanes = 16;

/// Cells of a flat [rows, labels]; `weight` holds one number a label, or is null for all ones.
template <class T>
struct Cells {
    const T* z;
    const T* y;
    const T* weight;
    int64_t labels;
    T* gradient;
};

/// The sum of the losses of at most `most_cells` cells.
KERNEL_BODY double sum_of_losses(Cells<T> c, int64_t first, int64_t last) {
    T weight[most_cells], loss[most_cells];
    const auto n = last - first;
    if (c.weight) {
        for (int64_t i = 0, label = first % c.labels; i < n; i++, label = label + 1 == c.labels ? 0 : label + 1) {
            weight[i] = c.weight[label];
        }
    } else {
        std::fill_n(weight, n, T(1));
    }
    const T* __restrict logit = c.z + first;
    const T* __restrict target = c.y + first;
    T* __restrict gradient = c.gradient + first;
    for (int64_t i = 0; i < n; i++) {
        const T z = logit[i], y = target[i], w = weight[i];
        const T e = exp_of(z < 0 ? z : -z);
        const T share = 1 / (1 + e), rest = e * share;
        loss[i] = (1 - y) * z + (1 + (w - 1) * y) * ((z < 0 ? -z : 0) + log1p_of(e));
        gradient[i] = (1 - y) * (z < 0 ? rest : share) - w * y * (z < 0 ? share : rest);
    }
    T sums[lanes] = {};
    int64_t i = 0;
    for (; i + lanes <= n; i += lanes) {
        for (int64_t k = 0; k < lanes; k++) {
            sums[k] += loss[i + k];
        }
    }
    for (; i < n; i++) {
        sums[i % lanes] += loss[i];
    }
    return std::accumulate(sums, sums + lanes, 0.0);
}

KERNEL double losses(Cells<float> c, int64_t first, int64_t last) { return sum_of_losses<float>(c, first, last); }
KERNEL double losses(Cells<double> c, int64_t first, int64_t last) { return sum_of_losses<double>(c, first, last); }

class BinaryCrossEntropy : public torch::autograd::Function<BinaryCrossEntropy> {
public:
    /// The sum of all cells' losses, times `scale`.
    static at::Tensor forward(AutogradContext* context, const at::Tensor& z, const at::Tensor& y, const at::Tensor& weight, double scale) {
        auto gradient = at::empty_like(z);
        const auto n = z.numel();
        std::vector<double> sums(static_cast<size_t>((n + most_cells - 1) / most_cells));
        AT_DISPATCH_FLOATING_TYPES(z.scalar_type(), "binary_cross_entropy", [&] {
            const Cells<scalar_t> cells{z.data_ptr<scalar_t>(), y.data_ptr<scalar_t>(),
                                        weight.numel() == 0 ? nullptr : weight.data_ptr<scalar_t>(), weight.numel(),
                                        gradient.data_ptr<scalar_t>()};
            at::parallel_for(0, static_cast<int64_t>(sums.size()), 16, [&](int64_t from, int64_t to) {
                for (auto i = from; i < to; i++) {
                    sums[static_cast<size_t>(i)] = losses(cells, i * most_cells, std::min(n, (i + 1) * most_cells));
                }
            });
        });
        context->save_for_backward({gradient});
        context->saved_data["scale"] = scale;
        return at::scalar_tensor(std::accumulate(sums.begin(), sums.end(), 0.0) * scale, z.options());
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto scale = gradients[0].mul(context->saved_data["scale"].toDouble());
        return {context->get_saved_variables()[0].mul(scale), at::Tensor(), at::Tensor(), at::Tensor()};
    }
};

/// True where the pass above computes what is asked for: a sum or mean of plain cells on the CPU, weights a label or none.
bool plain(const at::Tensor& z, const at::Tensor& y, Input weight, Input pos_weight, int64_t reduction) {
    const auto same = [&](const at::Tensor& other) {
        return other.device().is_cpu() && other.scalar_type() == z.scalar_type() && other.is_contiguous() && !other.requires_grad();
    };
    return z.device().is_cpu() && (z.scalar_type() == at::kFloat || z.scalar_type() == at::kDouble) && z.is_contiguous() &&
           z.dim() > 0 && z.numel() > 0 && z.sizes() == y.sizes() && same(y) && !weight && reduction != 0 &&
           (!pos_weight || (same(*pos_weight) && (pos_weight->numel() == 1 || (pos_weight->dim() == 1 && pos_weight->size(0) == z.size(-1)))));
}

}  // namespace
}  // namespace sweeps

using namespace sweeps;

SHIM Handle sw_binary_cross_entropy_with_logits(Input z, Input y, Input weight, Input pos_weight, int64_t reduction) {
    return make([&] {
        if (!plain(*z, *y, weight, pos_weight, reduction)) {
            return at::binary_cross_entropy_with_logits(*z, *y, optional(weight), optional(pos_weight), reduction);
        }
        const auto scale = reduction == 1 ? 1.0 / static_cast<double>(z->numel()) : 1.0;
        return BinaryCrossEntropy::apply(*z, *y, pos_weight ? *pos_weight : at::empty({0}, z->options()), scale);
    });
}
