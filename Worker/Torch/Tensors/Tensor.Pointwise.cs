using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Operations on each element. Two tensors are broadcast to one shape.</summary>
    public partial class Tensor
    {
        public Tensor abs() => Shim.sw_abs(this);

        public Tensor ceil() => Shim.sw_ceil(this);

        public Tensor exp() => Shim.sw_exp(this);

        public Tensor expm1() => Shim.sw_expm1(this);

        public Tensor floor() => Shim.sw_floor(this);

        public Tensor isfinite() => Shim.sw_isfinite(this);

        public Tensor isinf() => Shim.sw_isinf(this);

        public Tensor isnan() => Shim.sw_isnan(this);

        public Tensor log() => Shim.sw_log(this);

        public Tensor log1p() => Shim.sw_log1p(this);

        public Tensor neg() => Shim.sw_neg(this);

        public Tensor reciprocal() => Shim.sw_reciprocal(this);

        public Tensor relu() => Shim.sw_relu(this);

        public Tensor sigmoid() => Shim.sw_sigmoid(this);

        public Tensor sign() => Shim.sw_sign(this);

        public Tensor sqrt() => Shim.sw_sqrt(this);

        public Tensor square() => Shim.sw_square(this);

        public Tensor tanh() => Shim.sw_tanh(this);

        public Tensor add(Tensor target) => add(target, 1);

        public Tensor add(Tensor target, Scalar alpha) => Shim.sw_add(this, target, alpha);

        public Tensor add(Scalar scalar) => Shim.sw_add_scalar(this, scalar);

        public Tensor sub(Tensor target) => Shim.sw_sub(this, target, 1);

        public Tensor sub(Scalar scalar) => Shim.sw_sub_scalar(this, scalar);

        public Tensor mul(Tensor target) => Shim.sw_mul(this, target);

        public Tensor mul(Scalar target) => Shim.sw_mul_scalar(this, target);

        public Tensor div(Tensor target) => Shim.sw_div(this, target);

        public Tensor div(Scalar target) => Shim.sw_div_scalar(this, target);

        public Tensor pow(Tensor exponent) => Shim.sw_pow(this, exponent);

        public Tensor pow(Scalar exponent) => Shim.sw_pow_scalar(this, exponent);

        public Tensor maximum(Tensor other) => Shim.sw_maximum(this, other);

        public Tensor minimum(Tensor other) => Shim.sw_minimum(this, other);

        /// <summary>x log y, and 0 where x is 0 whatever y is.</summary>
        public Tensor xlogy(Tensor y) => Shim.sw_xlogy(this, y);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Shim.sw_clamp(this, min, max);

        public Tensor clamp_min(Scalar min) => Shim.sw_clamp(this, min, null);

        public Tensor clamp_max(Scalar max) => Shim.sw_clamp(this, null, max);
    }
}
