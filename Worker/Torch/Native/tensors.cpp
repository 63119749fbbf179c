// A tensor's life: made, asked, copied, differentiated, freed.
#include "shim.h"

#include <ATen/Context.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/randperm.h>
#include <ATen/ops/zeros.h>
#include <c10/core/Device.h>

#include <cstring>

using namespace sweeps;

static at::TensorOptions options(int8_t type, int32_t device, int16_t index) {
    const at::Device place(static_cast<at::DeviceType>(device), static_cast<at::DeviceIndex>(index));
    TORCH_CHECK(!place.is_cuda() || at::hasCUDA(), "device ", place, " is asked for, but this libtorch was built without CUDA");
    return at::TensorOptions().dtype(static_cast<at::ScalarType>(type)).device(place);
}

static at::Tensor with_grad(at::Tensor tensor, int32_t requires_grad) {
    return requires_grad ? tensor.set_requires_grad(true) : tensor;
}

SHIM void sw_free(Handle tensor) { delete tensor; }

// Made. Each takes sizes, element type, device and whether it is a leaf to differentiate by.

#define FILLED(name)                                                                                        \
    SHIM Handle sw_##name(const int64_t* shape, int32_t rank, int8_t type, int32_t device, int16_t index,    \
                          int32_t requires_grad) {                                                          \
        return make([&] {                                                                                   \
            return with_grad(at::name(sizes(shape, rank), options(type, device, index)), requires_grad);    \
        });                                                                                                 \
    }
FILLED(empty)
FILLED(zeros)
FILLED(ones)
FILLED(rand)
FILLED(randn)
#undef FILLED

SHIM Handle sw_full(const int64_t* shape, int32_t rank, ScalarValue value, int8_t type, int8_t device,
                    int16_t index, int32_t requires_grad) {
    return make([&] {
        return with_grad(at::full(sizes(shape, rank), scalar(value), options(type, device, index)), requires_grad);
    });
}

SHIM Handle sw_arange(ScalarValue start, ScalarValue stop, ScalarValue step, int8_t type, int8_t device,
                      int16_t index, int32_t requires_grad) {
    return make([&] {
        return with_grad(at::arange(scalar(start), scalar(stop), scalar(step), options(type, device, index)),
                         requires_grad);
    });
}

SHIM Handle sw_randperm(int64_t n, int8_t type, int32_t device, int16_t index, int32_t requires_grad) {
    return make([&] { return with_grad(at::randperm(n, options(type, device, index)), requires_grad); });
}

/// Copies `data`, which holds elements of `from`, into a new tensor of element type `type`.
SHIM Handle sw_tensor(const void* data, int8_t from, const int64_t* shape, int32_t rank, int8_t type,
                      int32_t device, int16_t index, int32_t requires_grad) {
    return make([&] {
        auto here = options(from, static_cast<int32_t>(at::kCPU), -1);
        auto there = options(type, device, index);
        if (from == type && there.device().is_cpu()) {
            auto made = at::empty(sizes(shape, rank), here);
            if (made.nbytes() != 0) {
                std::memcpy(made.data_ptr(), data, made.nbytes());
            }
            return with_grad(made, requires_grad);
        }
        auto view = at::from_blob(const_cast<void*>(data), sizes(shape, rank), here);
        return with_grad(view.to(there, /*non_blocking=*/false, /*copy=*/true), requires_grad);
    });
}

// Asked.

SHIM int64_t sw_dim(Input x) { return x->dim(); }
SHIM int64_t sw_numel(Input x) { return x->numel(); }
SHIM int64_t sw_element_size(Input x) { return static_cast<int64_t>(x->element_size()); }
SHIM int8_t sw_type(Input x) { return static_cast<int8_t>(x->scalar_type()); }
SHIM int8_t sw_device_type(Input x) { return static_cast<int8_t>(x->device().type()); }
SHIM int16_t sw_device_index(Input x) { return x->device().index(); }
SHIM int32_t sw_is_contiguous(Input x) { return x->is_contiguous(); }
SHIM void* sw_data(Input x) { return x->data_ptr(); }

/// Writes as many sizes, and as many strides in elements, as the tensor has dimensions.
SHIM void sw_shape(Input x, int64_t* shape) {
    std::memcpy(shape, x->sizes().data(), x->sizes().size() * sizeof(int64_t));
}
SHIM void sw_strides(Input x, int64_t* strides) {
    std::memcpy(strides, x->strides().data(), x->strides().size() * sizeof(int64_t));
}

// Copied.

SHIM Handle sw_clone(Input x) { return make([&] { return x->clone(); }); }
SHIM Handle sw_detach(Input x) { return make([&] { return x->detach(); }); }
SHIM Handle sw_alias(Input x) { return make([&] { return *x; }); }
SHIM Handle sw_contiguous(Input x) { return make([&] { return x->contiguous(); }); }

SHIM Handle sw_to(Input x, int8_t type, int32_t device, int16_t index, int32_t copy) {
    return make([&] { return x->to(options(type, device, index), /*non_blocking=*/false, copy != 0); });
}

SHIM int32_t sw_copy_(Handle x, Input source, int32_t non_blocking) {
    return act([&] { x->copy_(*source, non_blocking != 0); });
}

// Differentiated.

SHIM int32_t sw_requires_grad(Input x) { return x->requires_grad(); }
SHIM int32_t sw_set_requires_grad(Handle x, int32_t value) {
    return act([&] { x->set_requires_grad(value != 0); });
}
SHIM int32_t sw_is_leaf(Input x) { return x->is_leaf(); }
SHIM int32_t sw_has_grad(Input x) { return x->grad().defined(); }
SHIM Handle sw_grad(Input x) { return make([&] { return x->grad(); }); }

/// A null gradient takes the one at hand away, so that the next backward need not add to it.
SHIM int32_t sw_set_grad(Handle x, Input grad) {
    return act([&] { x->mutable_grad() = grad ? *grad : at::Tensor(); });
}

SHIM int32_t sw_backward(Input x) { return act([&] { x->backward(); }); }
