// Sums of weighted rows: the first layer of a model whose inputs are sparse, forward and backward.
//
// A batch of B sparse rows over V features is a CSR matrix X; the layer computes X W for W of [V, D], and its
// gradient is X' G. ATen's own embedding_bag gathers and sorts; here each non-zero is one scaled addition of a row
// of D numbers, straight from the CSR form.
#include "kernels.h"
#include "shim.h"

#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

namespace sweeps {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Row i of X holds the columns `index` and values `value` from start[i] to start[i + 1]; null values are all ones.
template <class T>
struct Sparse {
    const int64_t* index;
    const int64_t* start;
    const T* value;
    int64_t rows;
};

KERNEL_BODY void product(Sparse<T> x, const T* __restrict w, int64_t dims, T* __restrict out, int64_t first, int64_t last) {
    for (int64_t row = first; row < last; row++) {
        T* __restrict sum = out + row * dims;
        for (int64_t d = 0; d < dims; d++) {
            sum[d] = 0;
        }
        for (int64_t k = x.start[row]; k < x.start[row + 1]; k++) {
            const T scale = x.value ? x.value[k] : T(1);
            const T* __restrict source = w + x.index[k] * dims;
            for (int64_t d = 0; d < dims; d++) {
                sum[d] += scale * source[d];
            }
        }
    }
}

/// Adds X' G to `sum` for the columns of G from `first` to `last` alone, so that threads never share an element.
KERNEL_BODY void transposed_product(Sparse<T> x, const T* __restrict g, int64_t dims, T* __restrict sum, int64_t first, int64_t last) {
    for (int64_t row = 0; row < x.rows; row++) {
        const T* __restrict source = g + row * dims;
        for (int64_t k = x.start[row]; k < x.start[row + 1]; k++) {
            const T scale = x.value ? x.value[k] : T(1);
            T* __restrict target = sum + x.index[k] * dims;
            for (int64_t d = first; d < last; d++) {
                target[d] += scale * source[d];
            }
        }
    }
}

#define FOR_TYPE(T)                                                                                              \
    KERNEL void forward(Sparse<T> x, const T* w, int64_t dims, T* out, int64_t first, int64_t last) {            \
        product<T>(x, w, dims, out, first, last);                                                                \
    }                                                                                                            \
    KERNEL void backward(Sparse<T> x, const T* g, int64_t dims, T* sum, int64_t first, int64_t last) {           \
        transposed_product<T>(x, g, dims, sum, first, last);                                                     \
    }
FOR_TYPE(float)
FOR_TYPE(double)
#undef FOR_TYPE

template <class T>
Sparse<T> sparse(const at::Tensor& index, const at::Tensor& start, const at::Tensor& value) {
    return {index.data_ptr<int64_t>(), start.data_ptr<int64_t>(), value.numel() == 0 ? nullptr : value.data_ptr<T>(),
            start.numel() - 1};
}

class EmbeddingBag : public torch::autograd::Function<EmbeddingBag> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& weight, const at::Tensor& index,
                              const at::Tensor& start, const at::Tensor& value) {
        const auto dims = weight.size(1);
        const auto table = weight.contiguous();
        auto out = at::empty({start.numel() - 1, dims}, weight.options());
        AT_DISPATCH_FLOATING_TYPES(weight.scalar_type(), "embedding_bag", [&] {
            const auto x = sparse<scalar_t>(index, start, value);
            at::parallel_for(0, x.rows, 64, [&](int64_t first, int64_t last) {
                sweeps::forward(x, table.data_ptr<scalar_t>(), dims, out.data_ptr<scalar_t>(), first, last);
            });
        });
        context->save_for_backward({index, start, value});
        context->saved_data["rows"] = weight.size(0);
        return out;
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto g = gradients[0].contiguous();
        const auto dims = g.size(1);
        auto sum = at::zeros({context->saved_data["rows"].toInt(), dims}, g.options());
        AT_DISPATCH_FLOATING_TYPES(g.scalar_type(), "embedding_bag_backward", [&] {
            const auto x = sparse<scalar_t>(saved[0], saved[1], saved[2]);
            at::parallel_for(0, dims, 64, [&](int64_t first, int64_t last) {
                sweeps::backward(x, g.data_ptr<scalar_t>(), dims, sum.data_ptr<scalar_t>(), first, last);
            });
        });
        return {sum, at::Tensor(), at::Tensor(), at::Tensor()};
    }
};

/// Offsets as CSR has them, one more than there are bags, each checked.
at::Tensor starts(const at::Tensor& offsets, int64_t count, bool include_last) {
    TORCH_CHECK(offsets.dim() == 1 && offsets.scalar_type() == at::kLong, "offsets are one-dimensional int64");
    const auto given = offsets.contiguous();
    const auto bags = given.numel() - (include_last ? 1 : 0);
    TORCH_CHECK(bags >= 0, "offsets that include the last hold at least one");
    auto start = at::empty({bags + 1}, given.options());
    const auto* from = given.data_ptr<int64_t>();
    auto* to = start.data_ptr<int64_t>();
    std::copy(from, from + bags, to);
    to[bags] = count;
    TORCH_CHECK(!include_last || from[bags] == count, "the last offset is ", from[bags], ", but there are ", count, " indices");
    TORCH_CHECK(to[0] == 0, "the first offset is 0, but got ", to[0]);
    for (int64_t i = 0; i < bags; i++) {
        TORCH_CHECK(to[i] <= to[i + 1], "offsets never fall and are at most ", count, ", but got ", to[i], " at ", i);
    }
    return start;
}

at::Tensor embedding_bag(const at::Tensor& weight, const at::Tensor& input, const at::Tensor& offsets, Input weights,
                         bool include_last) {
    TORCH_CHECK(weight.device().is_cpu() && input.device().is_cpu(), "embedding_bag sums on the CPU only, not on ", weight.device());
    TORCH_CHECK(weight.dim() == 2, "weights are [rows, dimensions], but got ", weight.dim(), " dimensions");
    TORCH_CHECK(input.dim() == 1 && input.scalar_type() == at::kLong, "indices are one-dimensional int64");
    const auto index = input.contiguous();
    const auto start = starts(offsets, index.numel(), include_last);
    const auto rows = weight.size(0);
    const auto* first = index.data_ptr<int64_t>();
    for (int64_t i = 0; i < index.numel(); i++) {
        TORCH_CHECK(first[i] >= 0 && first[i] < rows, "index ", first[i], " at ", i, " is outside 0..", rows - 1);
    }
    auto value = at::empty({0}, weight.options());
    if (weights) {
        TORCH_CHECK(weights->sizes() == index.sizes() && weights->scalar_type() == weight.scalar_type(),
                    "per-sample weights have the indices' shape and the weights' element type");
        TORCH_CHECK(!weights->requires_grad(), "no gradient is taken by per-sample weights");
        value = weights->contiguous();
    }
    return EmbeddingBag::apply(weight, index, start, value);
}

}  // namespace
}  // namespace sweeps

using namespace sweeps;

SHIM Handle sw_embedding_bag(Input weight, Input input, Input offsets, Input weights, int32_t include_last) {
    return make([&] { return embedding_bag(*weight, *input, *offsets, weights, include_last != 0); });
}
