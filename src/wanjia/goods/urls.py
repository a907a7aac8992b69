from django.urls import path

from wanjia.core.acts import act_urls
from wanjia.goods.food import views as food_views
from wanjia.goods.orders import household
from wanjia.goods.orders import views as orders_views
from wanjia.goods.rounds import views as rounds_views
from wanjia.goods.stock import views as stock_views
from wanjia.goods.supplies import views as supplies_views
from wanjia.goods.waste import views as waste_views

app_name = "goods"
urlpatterns = [
    path("supplies/", supplies_views.supplies, name="supplies"),
    path("supplies/new/", supplies_views.new_supply, name="supply_new"),
    path("supplies/<uuid:supply_id>/", supplies_views.supply, name="supply"),
    *act_urls(
        "supplies/<uuid:supply_id>/",
        supplies_views.ACTS,
        back="goods:supply",
        refused=supplies_views.supply_with_refusal,
        prefix="supply_",
    ),
    path("supplies/<uuid:supply_id>/sheets/", supplies_views.sheets, name="sheets"),
    path("supplies/<uuid:supply_id>/orders/", orders_views.read_orders, name="orders"),
    *act_urls(
        "supplies/<uuid:supply_id>/orders/",
        orders_views.SUPPLY_ACTS,
        back="goods:supply",
        refused=supplies_views.supply_with_refusal,
        prefix="order_",
    ),
    path("orders/<uuid:order_id>/", orders_views.order, name="order"),
    *act_urls(
        "orders/<uuid:order_id>/",
        orders_views.ACTS,
        back="goods:order",
        refused=orders_views.order_with_refusal,
        prefix="order_",
    ),
    path("routes/", rounds_views.routes, name="routes"),
    path("routes/plan/", rounds_views.plan, name="route_plan"),
    *act_urls(
        "routes/carts/",
        rounds_views.CART_ACTS,
        back="goods:routes",
        refused=rounds_views.routes,
        prefix="cart_",
    ),
    path("routes/<uuid:route_id>/", rounds_views.route, name="route"),
    *act_urls(
        "routes/<uuid:route_id>/",
        rounds_views.ACTS,
        back="goods:route",
        refused=rounds_views.route_with_refusal,
        prefix="route_",
    ),
    path("stops/<uuid:stop_id>/", rounds_views.stop, name="stop"),
    *act_urls(
        "stops/<uuid:stop_id>/",
        rounds_views.STOP_ACTS,
        back="goods:stop",
        refused=rounds_views.stop_with_refusal,
        prefix="stop_",
    ),
    path("waste/", waste_views.waste, name="waste"),
    *act_urls(
        "waste/",
        waste_views.ACTS,
        back="goods:waste",
        refused=waste_views.waste,
        prefix="waste_",
    ),
    path("waste/barrels/", waste_views.barrels, name="barrels"),
    *act_urls(
        "waste/barrels/",
        waste_views.BARREL_ACTS,
        back="goods:barrels",
        refused=waste_views.barrels,
        prefix="barrel_",
    ),
    path("waste/manifest/", waste_views.manifest_page, name="manifest"),
    path("food/", food_views.food, name="food"),
    path("stock/", stock_views.stock, name="stock"),
    *act_urls(
        "stock/",
        stock_views.ACTS,
        back="goods:stock",
        refused=stock_views.stock,
        prefix="stock_",
    ),
    path("h/<str:token>/buys/<uuid:supply_id>/", household.household_buy, name="buy"),
]
