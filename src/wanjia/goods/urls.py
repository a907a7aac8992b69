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
    path("supplies/new/", supplies_views.new, name="supply_new"),
    path("supplies/<uuid:supply_id>/", supplies_views.supply, name="supply"),
    *act_urls(
        "supplies/<uuid:supply_id>/",
        supplies_views.ACTS,
        back="goods:supply",
        refused=supplies_views.supply_with_refusal,
        prefix="supply_",
    ),
    path("supplies/<uuid:supply_id>/sheets/", supplies_views.sheets, name="sheets"),
    path("supplies/<uuid:supply_id>/orders/", orders_views.take_in, name="orders"),
    path("orders/<uuid:order_id>/step/", orders_views.order_step, name="order_step"),
    path("routes/", rounds_views.routes, name="routes"),
    path("routes/plan/", rounds_views.plan, name="route_plan"),
    path("routes/<uuid:route_id>/", rounds_views.route, name="route"),
    path("routes/<uuid:route_id>/step/", rounds_views.route_step, name="route_step"),
    path("stops/<uuid:stop_id>/step/", rounds_views.stop_step, name="stop_step"),
    path("waste/", waste_views.waste, name="waste"),
    path("waste/step/", waste_views.waste_step, name="waste_step"),
    path("waste/barrels/", waste_views.barrels, name="barrels"),
    path("waste/barrels/step/", waste_views.barrel_step, name="barrel_step"),
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
